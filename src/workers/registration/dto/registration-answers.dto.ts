import { OUTCOMES, type RegistrationOutcome } from '../../../fleet/worker.js';
import { WorkerDto } from '../../../fleet/dto/worker.dto.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { HeartbeatAdviceDto } from '../../heartbeats/dto/heartbeat-answers.dto.js';
import { BatchResultDto, BatchTotals } from '../../batches/dto/batch-answers.dto.js';

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

export class RegistrationBatchAnswerDto extends RegistrationTotals {
  @ApiProperty({
    type: [RegistrationResultDto],
    description: 'One result per item, in the order of the request.',
  })
  results: RegistrationResultDto[];
}
