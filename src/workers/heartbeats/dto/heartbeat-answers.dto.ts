import { NULLABLE_MOMENT } from '../../../platform/openapi/nullable-moment.js';
import { WorkerStateDto } from '../../../fleet/dto/worker.dto.js';
import { ApiProperty, PartialType, PickType } from '../../../platform/openapi/swagger.js';
import { BatchResultDto, BatchTotals } from '../../batches/dto/batch-answers.dto.js';

/** When to send the next heartbeat, and when the lease expires without one. */
export class HeartbeatAdviceDto {
  @ApiProperty({
    description:
      'Seconds to wait, exactly, before the next heartbeat. A different number each time, so that the workers of a fleet spread out.',
    example: 27.412,
  })
  intervalSeconds: number;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'End of the lease; null for a worker not yet seen.',
  })
  leaseExpiresAt: string | null;

  @ApiProperty({
    description:
      'Length of a lease in seconds: how long the worker counts as alive from the moment it sent the request.',
    example: 300,
  })
  leaseSeconds: number;
}

export class HeartbeatAnswerDto {
  // A minimal answer has the same schema, which therefore does not require these.
  @ApiProperty({ enum: [true], required: false, description: 'Always true: the lease is renewed.' })
  success: true;

  @ApiProperty({
    example: 'Heartbeat processed successfully',
    required: false,
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({
    type: WorkerStateDto,
    required: false,
    description: 'Current state of the worker, without its description.',
  })
  worker: WorkerStateDto;

  @ApiProperty({ type: HeartbeatAdviceDto, description: 'When to send the next heartbeat.' })
  heartbeat: HeartbeatAdviceDto;

  @ApiProperty({
    required: false,
    description: 'The next token, if less than a third of the lifetime of the current one is left.',
  })
  accessToken?: string;

  @ApiProperty({ format: 'date-time', required: false, description: 'When the next token expires.' })
  accessTokenExpiresAt?: string;

  @ApiProperty({
    type: [String],
    description:
      'What the worker should do: `drain` (finish its jobs, accept no more), `maintenance`, or `stop` (its drain is done, and it is deregistered).',
  })
  commands: string[];

  @ApiProperty({ type: [String], description: 'Ids of jobs that were released while the worker was silent.' })
  revokedJobs: string[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Invalid or unknown fields, which are dropped; the lease is renewed nevertheless.',
  })
  warnings: readonly string[];
}

/** What a worker needs of the answer to a heartbeat. */
export class MinimalHeartbeatAnswerDto extends PartialType(
  PickType(HeartbeatAnswerDto, ['accessToken', 'accessTokenExpiresAt', 'warnings']),
) {
  @ApiProperty({ type: HeartbeatAdviceDto, description: 'When to send the next heartbeat.' })
  heartbeat: HeartbeatAdviceDto;

  @ApiProperty({ type: [String], description: 'What the worker should do.' })
  commands: string[];

  @ApiProperty({ type: [String], description: 'Ids of jobs that were released while the worker was silent.' })
  revokedJobs: string[];
}

export class HeartbeatResultDto extends BatchResultDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'End of the renewed lease.',
  })
  leaseExpiresAt?: string | null;

  @ApiProperty({ type: [String], required: false, description: 'What the worker should do.' })
  commands?: string[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Jobs that were released while the worker was silent.',
  })
  revokedJobs?: readonly string[];
}

export class HeartbeatTotals extends BatchTotals {
  @ApiProperty({ description: 'Seconds to wait before the next heartbeats.', example: 27.412 })
  intervalSeconds: number;
}

export class HeartbeatBatchAnswerDto extends HeartbeatTotals {
  @ApiProperty({
    type: [HeartbeatResultDto],
    description: 'One result per item, in the order of the request.',
  })
  results: HeartbeatResultDto[];
}
