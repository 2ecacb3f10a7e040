import { Field } from '../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE } from '../../platform/validation/query-rules.js';
import { listOf, text, whole } from '../../platform/validation/rule.js';
import { capabilitiesRule } from '../../fleet/dto/capabilities.js';
import { StatedProcessDto } from '../../fleet/dto/stated-process.dto.js';

const jobId = text('Job ID', { max: 200 });
const priority = whole('Priority', { min: 0 });

/** Gives a job to a worker. */
export class AssignJobDto extends StatedProcessDto {
  @Field(jobId, {
    description: 'The job; one id is with one worker.',
    required: 'Job ID is required',
    example: 'job-4711',
  })
  jobId: string;

  @Field(priority, { description: 'Its priority; a worker takes none below its threshold.', default: 0 })
  priority?: number;
}

/** Asks for a worker for a job; all that is given must hold. */
export class ClaimJobDto {
  @Field(jobId, {
    description: 'The job; one id is with one worker.',
    required: 'Job ID is required',
    example: 'job-4711',
  })
  jobId: string;

  @Field(priority, { description: 'Its priority; a worker takes none below its threshold.', default: 0 })
  priority?: number;

  @Field(listOf('Tags', text('A tag', { max: 100 }), 20), {
    description: 'All of these tags.',
    example: ['production'],
  })
  tags?: string[];

  @Field(capabilitiesRule, {
    description:
      'All of these capabilities: `true` for one that the worker has, else its value or one of its values.',
    example: { java: 17 },
  })
  capabilities?: Record<string, unknown>;

  @Field(text('Zone', { max: 64 }), { description: 'In this zone; empty: a worker without one.' })
  zone?: string;
}

/** The query of the end of a job. */
export class EndJobQuery extends StatedProcessDto {}

/** One page of a worker's jobs. */
export class ListJobsQuery {
  @Field(text('cursor', { max: 200 }), { description: 'The `nextCursor` of the page before.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Jobs a page.', default: DEFAULT_PAGE })
  limit?: string | number;
}
