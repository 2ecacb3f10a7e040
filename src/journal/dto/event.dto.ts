import { ApiProperty } from '@nestjs/swagger';
import { NextCursor } from '../../platform/openapi/next-cursor.js';
import { EVENT_TYPES } from '../event-types.js';

/** One line of the journal. */
export class EventDto {
  @ApiProperty({ description: 'Its number; later events have larger ones.', example: '4711' })
  seq: string;

  @ApiProperty({ format: 'date-time', description: 'When it happened.' })
  at: string;

  @ApiProperty({
    enum: Object.keys(EVENT_TYPES),
    description: Object.entries(EVENT_TYPES)
      .map(([type, meaning]) => `\`${type}\`: ${meaning}`)
      .join(' '),
  })
  type: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The id of its worker; null for an event of the service.',
  })
  id: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The workerId of its worker.',
    example: 'worker-001',
  })
  workerId: string | null;

  @ApiProperty({ description: 'Who made it happen: a name for people.', example: 'key:dashboard' })
  actor: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Who made it happen, by what never changes: `key:<id>`, `worker:<id>`, `join-token:<id>`, `certificate:<name>`, or issuer and subject of an OIDC token, with `#` between them. Null where no credential was shown, and for acts of the service.',
    example: 'key:3f9c2ab1d0e47788',
  })
  subject: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address of the client; null for acts of the service.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The id of the request, as its answer had it in `X-Request-Id`; null for acts of the service.',
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
  })
  requestId: string | null;

  @ApiProperty({
    type: Object,
    additionalProperties: true,
    description: 'What belongs to it.',
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
