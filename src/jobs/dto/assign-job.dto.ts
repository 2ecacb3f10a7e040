import { Field } from '../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE } from '../../platform/validation/query-rules.js';
import { listOf, text, whole } from '../../platform/validation/rule.js';
import { capabilitiesRule } from '../../fleet/dto/capabilities.js';
import { StatedProcessDto } from '../../fleet/dto/stated-process.dto.js';

const jobId = text('Job ID', { max: 200 });
const priority = whole('Priority', { min: 0 });

/** Body of an assignment of a job to a worker. */
export class AssignJobDto extends StatedProcessDto {
  @Field(jobId, {
    description: 'Id of the job; a job is assigned to one worker at a time.',
    required: 'Job ID is required',
    example: 'job-4711',
  })
  jobId: string;

  @Field(priority, {
    description: 'Priority of the job; workers accept no priority below their threshold.',
    default: 0,
  })
  priority?: number;
}

/** Body of a claim, which asks for a worker for a job; the worker must meet all given requirements. */
export class ClaimJobDto {
  @Field(jobId, {
    description: 'Id of the job; a job is assigned to one worker at a time.',
    required: 'Job ID is required',
    example: 'job-4711',
  })
  jobId: string;

  @Field(priority, {
    description: 'Priority of the job; workers accept no priority below their threshold.',
    default: 0,
  })
  priority?: number;

  @Field(listOf('Tags', text('A tag', { max: 100 }), 20), {
    description: 'Tags, all of which the worker must have.',
    example: ['production'],
  })
  tags?: string[];

  @Field(capabilitiesRule, {
    description:
      'Capabilities, all of which the worker must have: `true` for any value, else a value that it has.',
    example: { java: 17 },
  })
  capabilities?: Record<string, unknown>;

  @Field(text('Zone', { max: 64 }), { description: 'Zone of the worker; empty for workers without a zone.' })
  zone?: string;
}

/** Query of the end of a job. */
export class EndJobQuery extends StatedProcessDto {}

/** Query of one page of a worker's jobs. */
export class ListJobsQuery {
  @Field(text('cursor', { max: 200 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Jobs per page.', default: DEFAULT_PAGE })
  limit?: string | number;
}
