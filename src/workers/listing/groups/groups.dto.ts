import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { WorkerFiltersQuery } from '../dto/list-workers.query.js';
import { groupByRule, MAX_GROUP_FIELDS } from './group-by.js';

/** What the groups are made by, and which workers are counted. */
export class WorkerGroupsQuery extends WorkerFiltersQuery {
  @Field(groupByRule, {
    required: 'by is required: zone, version, host, presence or tag:<tag>',
    description: `What the groups are made by: up to ${MAX_GROUP_FIELDS} of \`zone\`, \`version\`, \`host\`, \`presence\` and \`tag:<tag>\`, separated by commas.`,
    example: ['zone', 'version'],
  })
  by: string | string[];
}

const Count = (description: string, example = 0): PropertyDecorator =>
  ApiProperty({ type: 'integer', description, example });

/** The workers of one group, counted. */
export class GroupCountsDto {
  @Count('Workers of the group, whatever their presence.', 40)
  workers: number;

  @Count('Workers that are there.', 38)
  present: number;

  @Count('Registered, and not yet seen.')
  expected: number;

  @Count('Cleaned up after they failed.', 2)
  lost: number;

  @Count('Deregistered.')
  left: number;

  @Count('Present workers that pass all checks.', 37)
  healthy: number;

  @Count('Present workers that do not.', 1)
  unhealthy: number;

  @Count('Present workers that have failed.')
  failed: number;

  @Count('Workers whose heartbeat is later than usual.')
  suspect: number;

  @Count('Present workers with an order to drain.', 4)
  draining: number;

  @Count('Present workers with an order for maintenance.')
  maintenance: number;

  @Count('Slots of present workers.', 380)
  capacity: number;

  @Count('Used slots of present workers.', 200)
  used: number;

  @Count('Slots that can take a job now, of healthy workers without an order.', 140)
  free: number;
}

export class WorkerGroupDto extends GroupCountsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string', nullable: true }, { type: 'boolean' }] },
    description: 'The value of the group for each name in `by`: null for none, true or false for a tag.',
    example: { zone: 'eu-west-1a', version: '2.5.0' },
  })
  key: Readonly<Record<string, string | boolean | null>>;
}

export class OtherGroupsDto extends GroupCountsDto {
  @Count('Number of these groups.', 12)
  groups: number;
}

export class WorkerGroupsDto {
  @ApiProperty({ type: [String], description: 'What the groups are made by.', example: ['zone', 'version'] })
  by: readonly string[];

  @ApiProperty({ type: [WorkerGroupDto], description: 'Up to 1,000 groups, the largest first.' })
  groups: readonly WorkerGroupDto[];

  @ApiProperty({
    type: OtherGroupsDto,
    nullable: true,
    description: 'The sum of all other groups; null if there are none.',
  })
  otherGroups: OtherGroupsDto | null;

  @ApiProperty({ format: 'date-time', description: 'When they were counted.' })
  generatedAt: string;
}
