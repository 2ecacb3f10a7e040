import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { flag } from '../../../platform/validation/rule.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

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
    description: 'Id of the key, as in the header of tokens.',
    example: 'q83vEjRWeJC4',
  })
  kid: string;

  @ApiProperty({ type: 'integer', description: 'Later keys have larger numbers.', example: 3 })
  generation: number;

  @ApiProperty({ format: 'date-time', description: 'When the key was created.' })
  createdAt: string;

  @ApiProperty({ description: 'Whether the key is stored encrypted with `auth.master-key`.' })
  sealed: boolean;

  @ApiProperty({
    description: 'Whether this instance signs with the key now. The others only verify what they signed.',
  })
  signs: boolean;
}

export class SigningKeyListDto {
  @ApiProperty({ type: [SigningKeyDto], description: 'Signing keys, the newest first.' })
  signingKeys: SigningKeyDto[];
}

export class RotatedSigningKeysDto extends SigningKeyListDto {
  @ApiProperty({ description: 'Id of the new key.', example: 'q83vEjRWeJC4' })
  kid: string;

  @ApiProperty({ type: 'integer', description: 'Number of older keys that ended.', example: 0 })
  revoked: number;

  @WarningsProperty()
  warnings?: readonly string[];
}
