import { Field } from '../../platform/validation/field.js';
import { moment, momentOrDuration } from '../../platform/validation/moment.js';
import { choice, flag, listOf, text } from '../../platform/validation/rule.js';
import { awaitedRule } from '../awaited.js';
import { unavailableRule } from '../max-unavailable.js';
import { OPERATION_KINDS, type OperationKind } from '../operation.js';
import { selectionRule } from './selection.js';

const MAX_NAMES = 10_000;

/** Why an operation is created, or changed. */
export class OperationReasonDto {
  @Field(text('Reason', { max: 1000, pattern: { matches: /\S/, must: 'must not be empty' } }), {
    description: 'Why; recorded in the journal.',
    example: 'CHG-77: kernel update',
  })
  reason?: string;
}

/** Body of a new operation. */
export class CreateOperationDto {
  @Field(choice('Kind', OPERATION_KINDS), {
    required: 'Kind is required',
    description:
      'What is done to each worker. deregister: it leaves once its jobs are done. restore: a worker that left or was lost is expected again.',
    example: 'drain',
  })
  kind: OperationKind;

  @Field(selectionRule, {
    description: 'Filters of the list; a worker must match all of them. The selection is fixed now.',
    example: { zone: 'eu-west-1a', version: '2.5.0' },
  })
  select?: object;

  @Field(listOf('Worker IDs', text('Worker ID', { max: 128 }), MAX_NAMES), {
    description: `The workers by workerId or id, up to ${MAX_NAMES}; in place of \`select\`.`,
    example: ['worker-001'],
  })
  workerIds?: string[];

  @Field(moment('Cleanup'), {
    description:
      'Only for restore, in place of `select`: the `run` of the cleanup whose workers are restored.',
    example: '2026-01-31T22:42:57.123Z',
  })
  cleanup?: string;

  @Field(text('Reason', { max: 1000, pattern: { matches: /\S/, must: 'must not be empty' } }), {
    required: 'Reason is required',
    description: 'Why; shown with each worker, and recorded in the journal.',
    example: 'CHG-77: kernel update',
  })
  reason: string;

  @Field(momentOrDuration('Until'), {
    description:
      'Only for drain and maintenance: when the orders end by themselves, as a time or a duration such as `2h`.',
    example: '2099-01-31T12:00:00Z',
  })
  until?: string;

  @Field(momentOrDuration('Deadline'), {
    description:
      'When the operation ends, finished or not, as a time or a duration such as `2h`. Workers that it has not reached stay as they are; jobs of workers that drain then are released.',
    example: '2099-01-31T12:00:00Z',
  })
  deadline?: string;

  @Field(unavailableRule, {
    description:
      'Only for drain, maintenance and deregister: how many of the workers may be unavailable at once, for whatever reason; a number, or a percentage of the selection. Default: all.',
    example: '10%',
  })
  maxUnavailable?: string | number;

  @Field(choice('By', ['zone']), {
    description: 'Only with drain, maintenance and deregister. zone: one zone after the other.',
    example: 'zone',
  })
  by?: string;

  @Field(awaitedRule, {
    description:
      'Only for drain, maintenance and deregister: what a replacement must have, `version=…` or `tag=…`. A worker is done when it has it itself and is healthy again, which ends its order, or when a worker that was registered since and has it is healthy in its zone.',
    example: 'version=2.5.1',
  })
  wait?: string;

  @Field(flag('Dry run'), {
    description: 'Only describes what would be done; nothing is changed.',
    default: false,
  })
  dryRun?: boolean;
}
