import { ApiProperty } from '../platform/openapi/swagger.js';
import { Count, Time } from './summary-properties.js';

const FleetCount = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', nullable: true, description: `${description} Null for a limited key.` });

/** The last finished sweep. */
export class LastSweepDto {
  @Count('Number of the sweep.')
  round: number;

  @Time('When it began.')
  startedAt: string;

  @Time('When it finished.')
  finishedAt: string;

  @Count('Duration in milliseconds.')
  durationMs: number;

  @ApiProperty({ description: 'What started it: schedule or request.', example: 'schedule' })
  cause: string;

  @FleetCount('Workers that it made UNHEALTHY.')
  unhealthy: number | null;

  @FleetCount('Workers that it made FAILED.')
  failed: number | null;

  @FleetCount('Workers that recovered.')
  recovered: number | null;

  @FleetCount('Workers that a guard began to hold.')
  held: number | null;

  @FleetCount('Workers that a guard released.')
  released: number | null;
}

/** An instance of the service. */
export class InstanceDto {
  @Count('Number of the instance, assigned at its start.')
  number: number;

  @ApiProperty({ description: 'Host and process.', example: 'node-1:4711' })
  name: string;

  @Time('When it started.')
  startedAt: string;

  @Time('When it was last seen; each instance reports once a second.')
  seenAt: string;
}

export class RedisSummaryDto {
  @ApiProperty({ description: 'Whether Redis is configured.' })
  configured: boolean;

  @ApiProperty({ enum: ['not configured', 'connected', 'away'], description: 'As seen by this instance.' })
  state: 'not configured' | 'connected' | 'away';
}
