import { ApiProperty } from '@nestjs/swagger';
import type { FieldError } from '../../platform/errors/domain-error.js';
import { errorTable, type ErrorCode } from '../../platform/errors/error-table.js';
import { OUTCOMES, type RegistrationOutcome } from '../../fleet/worker.js';
import { WorkerDto, WorkerStateDto } from '../../fleet/dto/worker.dto.js';

/** When to send the next heartbeat, and until when the lease lasts without one. */
export class HeartbeatAdviceDto {
  @ApiProperty({
    description:
      'Send the next heartbeat after so many seconds. Another number each time, so that a fleet spreads out.',
    example: 30.412,
  })
  intervalSeconds: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The end of the lease; null for a worker not yet seen.',
  })
  leaseExpiresAt: string | null;
}

export class CredentialsDto {
  @ApiProperty({ description: 'The token: shown as `Authorization: Bearer …` it proves which worker calls.' })
  accessToken: string;

  @ApiProperty({ format: 'date-time', description: 'When it expires.' })
  expiresAt: string;
}

export class RegistrationAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: it is registered.' })
  success: true;

  @ApiProperty({ example: 'Worker registered successfully', description: 'The outcome in words.' })
  message: string;

  @ApiProperty({ enum: OUTCOMES, description: 'What it meant for the record.' })
  outcome: RegistrationOutcome;

  @ApiProperty({ description: 'Whether the worker was known.' })
  reRegistered: boolean;

  @ApiProperty({ type: WorkerDto, description: 'The worker as it is now.' })
  worker: WorkerDto;

  @ApiProperty({ type: CredentialsDto, description: 'The token of the worker.' })
  credentials: CredentialsDto;

  @ApiProperty({ type: HeartbeatAdviceDto, description: 'When to send heartbeats.' })
  heartbeat: HeartbeatAdviceDto;

  @ApiProperty({
    type: [String],
    description: 'Ids of jobs that were taken from it, as its process no longer runs them.',
  })
  releasedJobs: string[];

  @ApiProperty({
    type: [String],
    description: 'What was odd about the request, such as unknown fields, which are dropped.',
  })
  warnings: readonly string[];
}

export class HeartbeatAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: the lease is renewed.' })
  success: true;

  @ApiProperty({ example: 'Heartbeat processed successfully', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: WorkerStateDto, description: 'The worker as it is now, without its description.' })
  worker: WorkerStateDto;

  @ApiProperty({ type: HeartbeatAdviceDto, description: 'When to send the next one.' })
  heartbeat: HeartbeatAdviceDto;

  @ApiProperty({
    required: false,
    description: 'The next token, where less than a third of the life of the one that was shown is left.',
  })
  accessToken?: string;

  @ApiProperty({ format: 'date-time', required: false, description: 'When that one expires.' })
  accessTokenExpiresAt?: string;

  @ApiProperty({
    type: [String],
    description:
      'What the worker is asked to do: `drain` (finish the jobs in hand, take no more), `maintenance`, or `stop` (it asked to leave when its jobs are done, and has left).',
  })
  commands: string[];

  @ApiProperty({ type: [String], description: 'Ids of jobs that were taken from it while it was silent.' })
  revokedJobs: string[];

  @ApiProperty({
    type: [String],
    description:
      'Fields that do not fit or are unknown, which are dropped; the lease is renewed all the same.',
  })
  warnings: readonly string[];
}

export class TokenAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: here it is.' })
  success: true;

  @ApiProperty({ example: 'Token issued', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: CredentialsDto, description: 'The token of the worker.' })
  credentials: CredentialsDto;
}

export class RevocationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'All credentials of the worker are revoked', description: 'The result as text.' })
  message: string;

  @ApiProperty({ format: 'uuid', description: 'The id of the record whose credentials were revoked.' })
  id: string;

  @ApiProperty({ example: 'worker-001', description: 'The workerId of that record.' })
  workerId: string;
}

export class DeregistrationAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: it has left, or leaves when its jobs are done (202).' })
  success: true;

  @ApiProperty({ example: 'Worker deregistered successfully', description: 'The result as text.' })
  message: string;
}

export class FieldErrorDto implements FieldError {
  @ApiProperty({ description: 'Path of the field in the body.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'What is wrong with the field.', example: 'Worker name is required' })
  message: string;
}

/** What became of one item of a batch. */
export class BatchResultDto {
  @ApiProperty({ description: 'Its place in the request, from 0.', example: 0 })
  index: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Its worker, where the item named one.',
    example: 'worker-001',
  })
  workerId: string | null;

  @ApiProperty({ description: 'The status that the single request would have had.', example: 201 })
  status: number;

  @ApiProperty({ required: false, description: 'Why it was refused.' })
  message?: string;

  @ApiProperty({
    enum: Object.keys(errorTable),
    required: false,
    description: 'The code of the error table.',
  })
  code?: ErrorCode;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'The fields that do not fit.' })
  errors?: readonly FieldError[];

  @ApiProperty({ type: [String], required: false, description: 'What was odd about it.' })
  warnings?: readonly string[];
}

export class RegistrationResultDto extends BatchResultDto {
  @ApiProperty({ enum: OUTCOMES, required: false, description: 'What it meant for the record.' })
  outcome?: RegistrationOutcome;

  @ApiProperty({ format: 'uuid', required: false, description: 'Our name for the worker.' })
  id?: string;

  @ApiProperty({ type: CredentialsDto, required: false, description: 'The token of the worker.' })
  credentials?: CredentialsDto;

  @ApiProperty({ required: false, description: 'Seconds until its first heartbeat.', example: 17.803 })
  intervalSeconds?: number;

  @ApiProperty({ type: [String], required: false, description: 'Ids of jobs that were taken from it.' })
  releasedJobs?: readonly string[];
}

export class HeartbeatResultDto extends BatchResultDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'The end of the renewed lease.',
  })
  leaseExpiresAt?: string | null;

  @ApiProperty({ type: [String], required: false, description: 'What the worker is asked to do.' })
  commands?: string[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Jobs that were taken from it while it was silent.',
  })
  revokedJobs?: readonly string[];
}

/** What became of the items of a batch, counted. */
export class BatchTotals {
  @ApiProperty({ description: 'Items in the request.' })
  total: number;

  @ApiProperty({ description: 'Items that succeeded.' })
  succeeded: number;

  @ApiProperty({ description: 'Items that were refused.' })
  failed: number;

  @ApiProperty({
    description: 'Items that could not be read, such as lines that are not JSON; part of `failed`.',
  })
  unreadable: number;

  @ApiProperty({
    description:
      'Items without an entry in `results`: unreadable ones after the first 1,000, and those that would make the answer larger than twice the request and 64 KiB. A result that holds a token, a command or job ids is never left out.',
  })
  unlisted: number;
}

export class RegistrationTotals extends BatchTotals {
  @ApiProperty({ description: 'Workers that were new.' })
  created: number;

  @ApiProperty({ description: 'Workers that were known.' })
  known: number;

  @ApiProperty({
    required: false,
    description:
      'With `allOrNothing=true`: whether nothing was registered. `results` then holds the faulty items only.',
  })
  rolledBack?: boolean;
}

export class HeartbeatTotals extends BatchTotals {
  @ApiProperty({ description: 'Seconds until the next heartbeats.', example: 30.412 })
  intervalSeconds: number;
}

export class RegistrationBatchAnswerDto extends RegistrationTotals {
  @ApiProperty({ type: [RegistrationResultDto], description: 'One an item, in the order of the request.' })
  results: RegistrationResultDto[];
}

export class HeartbeatBatchAnswerDto extends HeartbeatTotals {
  @ApiProperty({ type: [HeartbeatResultDto], description: 'One an item, in the order of the request.' })
  results: HeartbeatResultDto[];
}
