import { Field } from '../../../platform/validation/field.js';
import { flag, text } from '../../../platform/validation/rule.js';
import { StatedProcessDto } from '../../../fleet/dto/stated-process.dto.js';

const reasonRule = text('Reason', { max: 1000 });

/** Body of a deregistration. */
export class DeregisterDto extends StatedProcessDto {
  @Field(flag('Force deregister'), {
    description: 'Deregisters the worker even if jobs are active.',
    default: false,
  })
  forceDeregister?: boolean;

  @Field(reasonRule, {
    description: 'Reason; the worker gets it in the answer to later heartbeats.',
    example: 'Scheduled maintenance',
  })
  reason?: string;

  @Field(flag('Drain'), {
    description: 'The worker receives no new jobs, and is deregistered when its current ones are done.',
    default: false,
  })
  drain?: boolean;
}

/** Query of force-deregister; its body may hold the same fields. */
export class ForceDeregisterQuery extends StatedProcessDto {
  @Field(reasonRule, {
    description: 'Reason; the worker gets it in the answer to later heartbeats.',
    example: 'Emergency shutdown',
  })
  reason?: string;
}
