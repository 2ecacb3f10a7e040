import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../../platform/validation/field.js';
import { flag } from '../../../platform/validation/rule.js';

export class RotateSigningKeysDto {
  @Field(flag('Revoke old'), {
    description:
      'Also ends all older keys. Every token and every session that they signed ends within about a second, on all instances.',
    default: false,
  })
  revokeOld?: boolean;
}

/** A key that signs tokens and sessions, without its secret. */
export class SigningKeyDto {
  @ApiProperty({
    description: 'The id of the key, as the header of a token names it.',
    example: 'q83vEjRWeJC4',
  })
  kid: string;

  @ApiProperty({ type: 'integer', description: 'Later keys have larger numbers.', example: 3 })
  generation: number;

  @ApiProperty({ format: 'date-time', description: 'When it was made.' })
  createdAt: string;

  @ApiProperty({ description: 'Whether it is stored encrypted with `auth.master-key`.' })
  sealed: boolean;

  @ApiProperty({
    description: 'Whether this instance signs with it now. The others verify what they signed.',
  })
  signs: boolean;
}

export class SigningKeyListDto {
  @ApiProperty({ type: [SigningKeyDto], description: 'The newest first.' })
  signingKeys: SigningKeyDto[];
}

export class RotatedSigningKeysDto extends SigningKeyListDto {
  @ApiProperty({ description: 'The id of the new key.', example: 'q83vEjRWeJC4' })
  kid: string;

  @ApiProperty({ type: 'integer', description: 'The number of older keys that ended.', example: 0 })
  revoked: number;
}
