import { NextCursor } from '../../platform/openapi/next-cursor.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { EVENT_GROUPS, type EventGroup } from '../event-groups.js';
import { EVENT_TYPES } from '../event-types.js';

/** An event of the journal. */
export class EventDto {
  @ApiProperty({ description: 'Number of the event; later events have larger ones.', example: '4711' })
  seq: string;

  @ApiProperty({ format: 'date-time', description: 'Time of the event.' })
  at: string;

  @ApiProperty({
    enum: Object.keys(EVENT_TYPES),
    description: Object.entries(EVENT_TYPES)
      .map(([type, meaning]) => `\`${type}\`: ${meaning}`)
      .join(' '),
  })
  type: string;

  @ApiProperty({ enum: EVENT_GROUPS, description: 'Group of the type.' })
  group: EventGroup;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Id of the worker; null for an event of the service.',
  })
  id: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'workerId of the worker.',
    example: 'worker-001',
  })
  workerId: string | null;

  @ApiProperty({ description: 'Who caused it: a display name.', example: 'key:dashboard' })
  actor: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Who caused it, by a stable identifier: `key:<id>`, `worker:<id>`, `join-token:<id>`, `certificate:<name>`, or issuer and subject of an OIDC token, joined by `#`. Null if the request had no credential, and for actions of the service.',
    example: 'key:3f9c2ab1d0e47788',
  })
  subject: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Address of the client; null for actions of the service.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Id of the request, as in the `X-Request-Id` of its response; null for actions of the service.',
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
  })
  requestId: string | null;

  @ApiProperty({
    type: Object,
    additionalProperties: true,
    description: 'Details that depend on the type.',
    example: { reason: 'Scheduled maintenance' },
  })
  detail: Record<string, unknown>;
}

export class EventPageDto {
  @ApiProperty({ type: [EventDto], description: 'Newest first.' })
  events: EventDto[];

  @NextCursor()
  nextCursor: string | null;
}
