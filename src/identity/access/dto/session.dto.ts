import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';
import { ROLES, type Role } from '../../roles.js';

/** Signs in. */
export class SessionRequestDto {
  @Field(text('Key', { max: 200 }), {
    required: 'Key is required',
    description: 'An API key with the role viewer, operator, scheduler or admin.',
    example: 'wrk_3f9c2ab1d0e47788_0000000000000000000000000000000000000000000000000000000000000000',
  })
  key: string;
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
}
