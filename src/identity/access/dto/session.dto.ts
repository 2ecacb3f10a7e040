import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';
import { ROLES, type Role } from '../../roles.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

/** Body of a sign-in. */
export class SessionRequestDto {
  @Field(text('Key', { max: 200 }), {
    required: 'Key is required',
    description: 'An API key with the role viewer, operator, registrar, scheduler or admin.',
    example: 'wrk_3f9c2ab1d0e47788_0000000000000000000000000000000000000000000000000000000000000000',
  })
  key: string;
}

/** An active session. */
export class ActiveSessionDto {
  @ApiProperty({
    description: 'Id of the session; neither the cookie nor a credential.',
    example: '3f9c2ab1d0e47788',
  })
  id: string;

  @ApiProperty({ description: 'Name of the account in the journal.', example: 'key:alice' })
  account: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Client address of the sign-in.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'User agent of the browser that signed in.',
  })
  userAgent: string | null;

  @ApiProperty({ format: 'date-time', description: 'When the session began.' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', description: 'When the session was last used, to half a minute.' })
  lastUsedAt: string;

  @ApiProperty({
    format: 'date-time',
    description: 'Latest end of the session, even if it is in use.',
  })
  expiresAt: string;
}

export class SessionListDto {
  @ApiProperty({
    type: [ActiveSessionDto],
    description: 'Up to 1,000 sessions, the most recently used first.',
  })
  sessions: ActiveSessionDto[];
}

/** The signed-in account. */
export class SessionDto {
  @ApiProperty({ description: 'Whether the service requires credentials: `auth.mode` is `token`.' })
  asked: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the account in the journal; null if no credential was sent or required.',
    example: 'key:dashboard',
  })
  name: string | null;

  @ApiProperty({
    enum: ROLES,
    isArray: true,
    description: 'Roles of the account; all roles if no credential is required.',
  })
  roles: Role[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The part of the fleet that the key is limited to; null: the whole fleet.',
    example: 'zone eu-west-1a',
  })
  limitedTo: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}
