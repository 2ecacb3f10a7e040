import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import type { FieldError } from '../../platform/errors/domain-error.js';
import { errorTable, type ErrorCode } from '../../platform/errors/error-table.js';
import { OUTCOMES, type RegistrationOutcome } from '../../fleet/worker.js';
import { WorkerDto, WorkerStateDto } from '../../fleet/dto/worker.dto.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

/** When to send the next heartbeat, and when the lease expires without one. */
export class HeartbeatAdviceDto {
  @ApiProperty({
    description:
      'Seconds until the next heartbeat. A different number each time, so that the workers of a fleet spread out.',
    example: 30.412,
  })
  intervalSeconds: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
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

export class CredentialsDto {
  @ApiProperty({ description: 'The token: sent as `Authorization: Bearer …` it identifies the worker.' })
  accessToken: string;

  @ApiProperty({ format: 'date-time', description: 'When the token expires.' })
  expiresAt: string;
}

export class RegistrationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true: the worker is registered.' })
  success: true;

  @ApiProperty({ example: 'Worker registered successfully', description: 'The outcome as text.' })
  message: string;

  @ApiProperty({ enum: OUTCOMES, description: 'Effect on the record.' })
  outcome: RegistrationOutcome;

  @ApiProperty({ description: 'Whether the worker was already registered.' })
  reRegistered: boolean;

  @ApiProperty({ type: WorkerDto, description: 'Current state of the worker.' })
  worker: WorkerDto;

  @ApiProperty({ type: CredentialsDto, description: 'Token of the worker.' })
  credentials: CredentialsDto;

  @ApiProperty({ type: HeartbeatAdviceDto, description: 'When to send heartbeats.' })
  heartbeat: HeartbeatAdviceDto;

  @ApiProperty({
    type: [String],
    description: 'Ids of jobs that were released because the process of the worker no longer runs them.',
  })
  releasedJobs: string[];

  @ApiProperty({
    type: [String],
    description: 'Problems of the request, such as unknown fields, which are dropped.',
  })
  warnings: readonly string[];
}

export class HeartbeatAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true: the lease is renewed.' })
  success: true;

  @ApiProperty({ example: 'Heartbeat processed successfully', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: WorkerStateDto, description: 'Current state of the worker, without its description.' })
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

export class TokenAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true: the token is issued.' })
  success: true;

  @ApiProperty({ example: 'Token issued', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: CredentialsDto, description: 'Token of the worker.' })
  credentials: CredentialsDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class RevocationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'All credentials of the worker are revoked', description: 'The result as text.' })
  message: string;

  @ApiProperty({ format: 'uuid', description: 'Id of the record whose credentials were revoked.' })
  id: string;

  @ApiProperty({ example: 'worker-001', description: 'WorkerId of that record.' })
  workerId: string;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class DeregistrationAnswerDto {
  @ApiProperty({
    enum: [true],
    description: 'Always true: the worker is deregistered, or will be when its jobs are done (202).',
  })
  success: true;

  @ApiProperty({ example: 'Worker deregistered successfully', description: 'The result as text.' })
  message: string;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class FieldErrorDto implements FieldError {
  @ApiProperty({ description: 'Path of the field in the body.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'What is wrong with the field.', example: 'Worker name is required' })
  message: string;
}

/** Result of one item of a batch. */
export class BatchResultDto {
  @ApiProperty({ description: 'Position in the request, from 0.', example: 0 })
  index: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The worker, if the item named one.',
    example: 'worker-001',
  })
  workerId: string | null;

  @ApiProperty({ description: 'Status that the single request would have had.', example: 201 })
  status: number;

  @ApiProperty({ required: false, description: 'Why the item was refused.' })
  message?: string;

  @ApiProperty({
    enum: Object.keys(errorTable),
    required: false,
    description: 'Error code.',
  })
  code?: ErrorCode;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'Invalid fields.' })
  errors?: readonly FieldError[];

  @ApiProperty({ type: [String], required: false, description: 'Problems of the item.' })
  warnings?: readonly string[];
}

export class RegistrationResultDto extends BatchResultDto {
  @ApiProperty({ enum: OUTCOMES, required: false, description: 'Effect on the record.' })
  outcome?: RegistrationOutcome;

  @ApiProperty({ format: 'uuid', required: false, description: 'Server-assigned id of the worker.' })
  id?: string;

  @ApiProperty({ type: CredentialsDto, required: false, description: 'Token of the worker.' })
  credentials?: CredentialsDto;

  @ApiProperty({ required: false, description: 'Seconds until the first heartbeat.', example: 17.803 })
  intervalSeconds?: number;

  @ApiProperty({ type: [String], required: false, description: 'Ids of released jobs.' })
  releasedJobs?: readonly string[];
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

/** Counts of the results of a batch. */
export class BatchTotals {
  @ApiProperty({ description: 'Number of items in the request.' })
  total: number;

  @ApiProperty({ description: 'Number of items that succeeded.' })
  succeeded: number;

  @ApiProperty({ description: 'Number of items that were refused.' })
  failed: number;

  @ApiProperty({
    description: 'Number of unreadable items, such as lines that are not JSON; included in `failed`.',
  })
  unreadable: number;

  @ApiProperty({
    description:
      'Number of items without an entry in `results`: unreadable ones after the first 1,000, and those that would make the answer larger than twice the request plus 64 KiB. Results with a token, a command or job ids are never omitted.',
  })
  unlisted: number;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class RegistrationTotals extends BatchTotals {
  @ApiProperty({ description: 'Number of new workers.' })
  created: number;

  @ApiProperty({ description: 'Number of known workers.' })
  known: number;

  @ApiProperty({
    required: false,
    description:
      'With `allOrNothing=true`: whether nothing was registered. `results` then contains only the faulty items.',
  })
  rolledBack?: boolean;
}

export class HeartbeatTotals extends BatchTotals {
  @ApiProperty({ description: 'Seconds until the next heartbeats.', example: 30.412 })
  intervalSeconds: number;
}

export class RegistrationBatchAnswerDto extends RegistrationTotals {
  @ApiProperty({
    type: [RegistrationResultDto],
    description: 'One result per item, in the order of the request.',
  })
  results: RegistrationResultDto[];
}

export class HeartbeatBatchAnswerDto extends HeartbeatTotals {
  @ApiProperty({
    type: [HeartbeatResultDto],
    description: 'One result per item, in the order of the request.',
  })
  results: HeartbeatResultDto[];
}
