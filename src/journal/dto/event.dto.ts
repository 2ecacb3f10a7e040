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

  @ApiProperty({ description: 'Who made it happen.', example: 'worker' })
  actor: string;

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
