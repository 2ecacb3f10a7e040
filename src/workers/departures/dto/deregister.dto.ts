import { Field } from '../../../platform/validation/field.js';
import { flag, text } from '../../../platform/validation/rule.js';
import { StatedProcessDto } from '../../../fleet/dto/stated-process.dto.js';

const reasonRule = text('Reason', { max: 1000 });

/** How a worker leaves. */
export class DeregisterDto extends StatedProcessDto {
  @Field(flag('Force deregister'), { description: 'Leaves although jobs are active.', default: false })
  forceDeregister?: boolean;

  @Field(reasonRule, {
    description: 'Why; shown to the worker if it comes back.',
    example: 'Scheduled maintenance',
  })
  reason?: string;

  @Field(flag('Drain'), {
    description: 'Takes no more jobs, and leaves when those in hand are done.',
    default: false,
  })
  drain?: boolean;
}

/** The query of force-deregister; its body may hold the same. */
export class ForceDeregisterQuery extends StatedProcessDto {
  @Field(reasonRule, {
    description: 'Why; shown to the worker if it comes back.',
    example: 'Emergency shutdown',
  })
  reason?: string;
}
