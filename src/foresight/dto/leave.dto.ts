import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';
import { Field } from '../../platform/validation/field.js';
import { flag, text, whole } from '../../platform/validation/rule.js';
import { OperationDto } from '../../operations/dto/operation.dto.js';
import { LeavingWorkerDto } from './capacity.dto.js';
import { poolRule } from './capacity.query.js';

export const MAX_LEAVING = 1000;

/** Body of a request to take workers away. */
export class LeaveRequestDto {
  @Field(whole('Count', { min: 1, max: MAX_LEAVING }), {
    required: 'Count is required',
    description: 'How many workers to drain.',
    example: 2,
  })
  count: number;

  @Field(poolRule, {
    description: 'Name of a pool of `capacity.pools`. Default: the whole fleet.',
    example: 'gpu',
  })
  pool?: string;

  @Field(text('Reason', { max: 1000 }), {
    description: 'Reason; shown with each worker and the operation.',
    example: 'Fewer jobs at night',
  })
  reason?: string;

  @Field(flag('Dry run'), { description: 'Only lists the workers.', default: false })
  dryRun?: boolean;
}

export class LeaveAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: '2 workers will drain', description: 'The result as text.' })
  message: string;

  @ApiProperty({ description: 'Whether nothing was changed.', example: false })
  dryRun: boolean;

  @ApiProperty({
    type: [LeavingWorkerDto],
    description: 'The workers, in the order in which they were chosen.',
  })
  workers: readonly LeavingWorkerDto[];

  @ApiProperty({
    type: OperationDto,
    nullable: true,
    description:
      'The operation that drains them, which can be watched, paused and undone; null in a dry run, or if no worker can be taken away.',
  })
  operation: OperationDto | null;

  @WarningsProperty()
  warnings?: readonly string[];
}
