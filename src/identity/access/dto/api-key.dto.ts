import { NULLABLE_MOMENT } from '../../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { choice, listOf, text, whole } from '../../../platform/validation/rule.js';
import { ROLES, type Role } from '../../roles.js';
import { tagRule, workerIdPrefixRule, zoneRule } from './scope-rules.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

/** Name of a key. */
export const keyName = text('Name', {
  max: 100,
  pattern: {
    matches: /^[A-Za-z0-9][A-Za-z0-9._@ -]*$/,
    must: 'must be letters, digits, spaces and . _ @ -, first a letter or digit',
  },
});

export class ApiKeyRequestDto {
  @Field(keyName, {
    required: 'Name is required',
    description:
      'Name of its holder in the journal: use one name for each person or program. Names that differ only in case are the same name.',
    example: 'dashboard',
  })
  name: string;

  @Field(nonEmpty(listOf('Roles', choice('Role', ROLES), ROLES.length)), {
    required: 'Roles are required',
    description:
      'Roles of the key: `viewer` reads; `operator` acts on workers, and reads; `registrar` registers any worker, and reads; `scheduler` assigns jobs, and reads; `gateway` sends heartbeats for many workers; `admin` does all.',
    example: ['viewer'],
  })
  roles: Role[];

  @Field(whole('Expires in days', { min: 1, max: 36_500 }), {
    description: 'Days until the key expires. Default: it never expires.',
    example: 365,
  })
  expiresInDays?: number;

  @Field(zoneRule, {
    description:
      'Limits the key to the workers of this zone; empty: to those without one. The key applies to workers that match all given values of `zone`, `tag` and `workerIdPrefix`. Admin keys cannot be limited.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(tagRule, { description: 'Limits the key to the workers with this tag.', example: 'gpu' })
  tag?: string;

  @Field(workerIdPrefixRule, {
    description: 'Limits the key to workers whose workerId has this prefix.',
    example: 'render-',
  })
  workerIdPrefix?: string;
}

export class ApiKeyDto {
  @ApiProperty({ description: 'Public part of the key.', example: '3f9c2ab1d0e47788' })
  id: string;

  @ApiProperty({ example: 'dashboard', description: 'Name of its holder in the journal.' })
  name: string;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'Roles of the key.' })
  roles: Role[];

  @ApiProperty({ format: 'date-time', description: 'When the key was created.' })
  createdAt: string;

  @ApiProperty({ example: 'key:alice', description: 'Account that created the key.' })
  createdBy: string;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When the key expires; null: never.',
  })
  expiresAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Zone that the key is limited to; null: any.' })
  zone: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Tag that the key is limited to; null: any.' })
  tag: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Prefix of workerIds that the key is limited to; null: any.',
  })
  workerIdPrefix: string | null;
}

export class ApiKeyWithSecretDto extends ApiKeyDto {
  @ApiProperty({
    example: 'wrk_3f9c2ab1d0e47788_0000000000000000000000000000000000000000000000000000000000000000',
    description: 'The key itself. It is shown only once, and not stored.',
  })
  key: string;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class ApiKeyListDto {
  @ApiProperty({ type: [ApiKeyDto], description: 'API keys, by name.' })
  keys: ApiKeyDto[];
}

function nonEmpty(rule: ReturnType<typeof listOf>): ReturnType<typeof listOf> {
  return {
    ...rule,
    schema: { ...rule.schema, minItems: 1 },
    check: (value) =>
      Array.isArray(value) && value.length === 0
        ? `Roles must be at least one of ${ROLES.join(', ')}`
        : rule.check(value),
  };
}
