import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';
import { ROLES, type Role } from '../../roles.js';

/** Signs in. */
export class SessionRequestDto {
  @Field(text('Key', { max: 200 }), {
    required: 'Key is required',
    description: 'An API key with the role viewer, operator, registrar, scheduler or admin.',
    example: 'wrk_3f9c2ab1d0e47788_0000000000000000000000000000000000000000000000000000000000000000',
  })
  key: string;
}

/** A session that is not over. */
export class ActiveSessionDto {
  @ApiProperty({ description: 'Its id; not the cookie, and no credential.', example: '3f9c2ab1d0e47788' })
  id: string;

  @ApiProperty({ description: 'Who is signed in, as the journal names the account.', example: 'key:alice' })
  account: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address that signed in.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The browser that signed in, as it names itself.',
  })
  userAgent: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it began.' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it was used last, to half a minute.' })
  lastUsedAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends at the latest.' })
  expiresAt: string;
}

export class SessionListDto {
  @ApiProperty({ type: [ActiveSessionDto], description: 'The one used last first; at most 1,000.' })
  sessions: ActiveSessionDto[];
}

/** Who is signed in. */
export class SessionDto {
  @ApiProperty({ description: 'Whether the service asks who calls: `auth.mode` is `token`.' })
  asked: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'As the journal names them; null where nothing was shown, nor asked for.',
    example: 'key:dashboard',
  })
  name: string | null;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'What they may do; all of it where nobody asks.' })
  roles: Role[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The part of the fleet that their key is limited to; null: all of it.',
    example: 'zone eu-west-1a',
  })
  limitedTo: string | null;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Unknown fields of the request, which were dropped; missing where there were none.',
  })
  warnings?: readonly string[];
}
