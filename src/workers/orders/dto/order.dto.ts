import { ApiProperty } from '@nestjs/swagger';
import { momentOrDuration } from '../../../platform/validation/moment.js';
import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';
import { StatedProcessDto } from '../../../fleet/dto/stated-process.dto.js';
import { WorkerDto } from '../../../fleet/dto/worker.dto.js';

/** Why an operator gives an order, and until when. */
export class OrderRequestDto extends StatedProcessDto {
  @Field(text('Reason', { max: 1000 }), {
    description: 'Why; shown wherever the worker is.',
    example: 'Kernel update',
  })
  reason?: string;

  @Field(momentOrDuration('Until'), {
    description:
      'When the order ends by itself, in the future, or after how long (`2h`); until it is lifted where left out. Not for activate.',
    example: '2099-01-31T12:00:00Z',
  })
  until?: string;
}

export class OrderAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: the order stands, or is lifted.' })
  success: true;

  @ApiProperty({ example: 'Worker is draining', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: WorkerDto, description: 'The worker as it is now.' })
  worker: WorkerDto;
}
