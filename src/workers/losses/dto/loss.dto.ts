import { WorkerDto } from '../../../fleet/dto/worker.dto.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';
import { Field } from '../../../platform/validation/field.js';
import { listOf, text } from '../../../platform/validation/rule.js';

const MAX_NAMES = 1000;

const reasonRule = text('Reason', {
  max: 1000,
  pattern: { matches: /\S/, must: 'must not be empty' },
});

/** Body of an acknowledgement. */
export class AcknowledgeRequestDto {
  @Field(reasonRule, {
    required: 'Reason is required',
    description: 'Why the loss needs no further attention; shown with the worker.',
    example: 'The rack was dismantled',
  })
  reason: string;
}

/** Body of an acknowledgement of many losses. */
export class AcknowledgeLossesDto extends AcknowledgeRequestDto {
  @Field(text('Zone', { max: 64 }), {
    description: 'Only workers of this zone; empty for workers without one. Default: all zones.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(listOf('Worker IDs', text('Worker ID', { max: 128 }), MAX_NAMES), {
    description: `Only these workers, by workerId or id; up to ${MAX_NAMES}. Default: all workers lost within \`lost-attention-hours\`.`,
    example: ['worker-001'],
  })
  workerIds?: string[];
}

/** Body of a restoration. */
export class RestoreRequestDto {
  @Field(text('Reason', { max: 1000 }), {
    description: 'Why; recorded in the journal.',
    example: 'Deregistered by mistake',
  })
  reason?: string;
}

/** A worker after its loss was acknowledged, or after it was restored. */
export class LossAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'The loss of the worker is acknowledged', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: WorkerDto, description: 'Current state of the worker.' })
  worker: WorkerDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

/** A worker whose loss was acknowledged. */
export class AcknowledgedWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Server-assigned id.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;
}

/** Result of an acknowledgement of many losses. */
export class AcknowledgedLossesDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'The loss of 120 workers is acknowledged', description: 'The result as text.' })
  message: string;

  @ApiProperty({ description: 'Number of losses acknowledged by this request.' })
  total: number;

  @ApiProperty({ type: [AcknowledgedWorkerDto], description: 'The first thousand of them.' })
  workers: AcknowledgedWorkerDto[];

  @ApiProperty({
    type: [String],
    description: 'The given names that are not among them: unknown, not lost, or acknowledged before.',
  })
  skipped: string[];

  @WarningsProperty()
  warnings?: readonly string[];
}
