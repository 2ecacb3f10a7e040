import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { momentOrDuration } from '../../../platform/validation/moment.js';
import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';
import { StatedProcessDto } from '../../../fleet/dto/stated-process.dto.js';
import { WorkerDto } from '../../../fleet/dto/worker.dto.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

/** Reason and end of an order. */
export class OrderRequestDto extends StatedProcessDto {
  @Field(text('Reason', { max: 1000 }), {
    description: 'Reason; shown with the worker.',
    example: 'Kernel update',
  })
  reason?: string;

  @Field(momentOrDuration('Until'), {
    description:
      'When the order ends by itself: a time in the future, or a duration such as `2h`. Default: when it is lifted. Not for activate.',
    example: '2099-01-31T12:00:00Z',
  })
  until?: string;
}

/** A drain may also have a deadline. */
export class DrainRequestDto extends OrderRequestDto {
  @Field(momentOrDuration('Deadline'), {
    description:
      'When jobs that still run are released, and may run elsewhere: a time in the future, or a duration such as `30m`. The worker receives their ids in `revokedJobs`. Default: never.',
    example: '2099-01-31T11:30:00Z',
  })
  deadline?: string;
}

export class OrderAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true: the order is given, or lifted.' })
  success: true;

  @ApiProperty({ example: 'Worker is draining', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: WorkerDto, description: 'Current state of the worker.' })
  worker: WorkerDto;

  @WarningsProperty()
  warnings?: readonly string[];
}
