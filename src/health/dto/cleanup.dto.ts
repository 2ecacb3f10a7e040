import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

/** A worker that was, or would be, cleaned up. */
export class CleanedWorkerDto {
  @ApiProperty({
    format: 'uuid',
    description: 'Server-assigned id; the worker keeps it if it registers again.',
  })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Failure domain of the worker.' })
  zone: string | null;

  @ApiProperty({ format: 'date-time', description: 'When the worker became FAILED.' })
  failedSince: string;

  @ApiProperty({
    description:
      'Minutes since then, or since its return from a cleanup, without the time in which the service could not accept heartbeats.',
  })
  failedMinutes: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the worker FAILED.',
    example: 'No heartbeat for 1500 s; the lease lasts 300 s',
  })
  reason: string | null;
}

/** Result of a cleanup, or of a dry run. */
export class CleanupAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: boolean;

  @ApiProperty({
    example: '2 workers cleaned up: FAILED for longer than 15 minutes',
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({ description: 'Whether this was a dry run, which changes nothing.' })
  dryRun: boolean;

  @ApiProperty({ description: 'Number of workers.' })
  total: number;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description:
      'When the cleanup began, which names it: an operation of kind `restore` takes it as `cleanup`. Null if it took no worker.',
  })
  run: string | null;

  @ApiProperty({
    type: [String],
    description:
      'The operation of kind `cleanup` that lists its workers and undoes it as a whole; one for each 100,000 workers. Empty if it took no worker.',
    example: ['01a200e1-5b2c-7d11-9c55-2f6a0c7d1e90'],
  })
  operations: string[];

  @ApiProperty({ type: [CleanedWorkerDto], description: 'The first thousand workers.' })
  workers: CleanedWorkerDto[];

  @WarningsProperty()
  warnings?: readonly string[];
}
