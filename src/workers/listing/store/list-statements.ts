import { builtStatement, type Statement } from '../../../platform/database/statement.js';
import { absence } from '../../../fleet/store/absence.js';
import { timedColumns } from '../../../fleet/store/live-row.js';
import { descriptionJson } from '../../../fleet/store/description-columns.js';
import type { WorkerFilters } from '../worker-filters.js';
import { bind, conditionsOf, probesOf, type Condition, type Probe } from './list-conditions.js';

/** The workers from which a page is taken: their ids in order. `$` stands for its one bound parameter. */
export type Span = Condition;

/** A statement with the parameters that belong to it. */
interface Bound {
  readonly statement: Statement;
  readonly parameters: readonly unknown[];
}

export const next = (after: string, length: number): Span => ({
  sql: `SELECT id FROM worker_registration.worker WHERE id > $ ORDER BY id LIMIT ${length}`,
  parameter: after,
});

export const these = (ids: readonly string[]): Span => ({
  sql: 'SELECT id FROM unnest($::uuid[]) AS id ORDER BY id',
  parameter: ids,
});

/** Everything that can be asked for at once. */
const EVERY_FILTER: WorkerFilters = {
  statuses: ['ACTIVE'],
  healths: ['HEALTHY'],
  presences: ['LOST'],
  terms: ['tag:gpu'],
  text: 'worker',
  minAvailableCapacity: 1,
  suspect: true,
  workerIdPrefix: 'w-',
};
const EXAMPLE = next('', 1000);

const candidates = builtStatement(
  'find-candidates',
  (probes: readonly Probe[], limit: number, parameters: unknown[] = []) =>
    probes
      .map(
        ({ table, conditions }) =>
          `SELECT array(SELECT id FROM worker_registration.${table} WHERE ${bind(conditions, parameters)} LIMIT ${limit}) AS ids`,
      )
      .join('\nUNION ALL '),
  { '': [probesOf(EVERY_FILTER, true), 1000], 'without-trigrams': [probesOf(EVERY_FILTER, false), 1000] },
);

const end = builtStatement(
  'find-end',
  (span: Span, length: number, parameters: unknown[] = []) =>
    `SELECT id FROM (${bind([span], parameters)}) AS span OFFSET ${length - 1}`,
  { '': [EXAMPLE, 1000] },
);

/**
 * Each worker of the span is looked up by its key and then filtered. LIMIT keeps the planner from any other
 * order: its estimate for a range of ids is a guess, and it would read the whole fleet to avoid the lookups.
 */
const page = builtStatement(
  'list-workers',
  (
    span: Span,
    conditions: readonly Condition[],
    limit: number,
    margins: readonly number[],
    parameters: unknown[] = [],
  ) =>
    `SELECT s.*, ${absence('s')} AS absence, ${timedColumns('s', `$${parameters.push(margins)}`)},
  ${descriptionJson('w')} AS description,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM (${bind([span], parameters)}) AS span
CROSS JOIN LATERAL (SELECT * FROM worker_registration.worker WHERE id = span.id LIMIT 1) AS w
CROSS JOIN LATERAL (SELECT * FROM worker_registration.worker_state WHERE id = span.id LIMIT 1) AS s
WHERE ${conditions.length === 0 ? 'true' : bind(conditions, parameters)}
ORDER BY span.id
LIMIT ${limit}`,
  {
    '': [EXAMPLE, [], 100, []],
    filtered: [EXAMPLE, conditionsOf(EVERY_FILTER, true, []), 100, []],
    'of-candidates': [these([]), conditionsOf(EVERY_FILTER, true, []), 100, []],
  },
);

/** Finds the candidates of indexed filters, up to a limit each: a row for each filter. */
export function findCandidates(probes: readonly Probe[], limit: number): Bound {
  const parameters: unknown[] = [];
  return { statement: candidates(probes, limit, parameters), parameters };
}

/** Finds the last worker of a span of that length; nothing if there are fewer. */
export function findEnd(span: Span, length: number): Bound {
  const parameters: unknown[] = [];
  return { statement: end(span, length, parameters), parameters };
}

/** Lists workers of a span that fit the conditions. */
export function listWorkers(
  span: Span,
  conditions: readonly Condition[],
  limit: number,
  margins: readonly number[],
): Bound {
  const parameters: unknown[] = [];
  return { statement: page(span, conditions, limit, margins, parameters), parameters };
}
