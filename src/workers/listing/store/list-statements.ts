import { builtStatement, type Statement } from '../../../platform/database/statement.js';
import { descriptionJson } from '../../../fleet/store/description-columns.js';
import type { WorkerFilters } from '../worker-filters.js';
import { ALL, selectionOf, sqlOf, type Selection } from './shown-columns.js';
import { bind, conditionsOf, probesOf, type Condition, type Probe } from './list-conditions.js';

/** The workers from which a page is taken, in the order of their ids. `$` stands for its one bound parameter. */
export interface Span extends Condition {
  /** Whether it holds the rows themselves, or only their ids. */
  readonly rows: boolean;
}

/** A statement with the parameters that belong to it. */
interface Bound {
  readonly statement: Statement;
  readonly parameters: readonly unknown[];
}

export const next = (after: string, length: number): Span => ({
  sql: `SELECT * FROM worker_registration.worker WHERE id > $ ORDER BY id LIMIT ${length}`,
  parameter: after,
  rows: true,
});

export const these = (ids: readonly string[]): Span => ({
  sql: 'SELECT id FROM unnest($::uuid[]) AS id ORDER BY id',
  parameter: ids,
  rows: false,
});

/** Everything that can be asked for at once. */
export const EVERY_FILTER: WorkerFilters = {
  statuses: ['ACTIVE'],
  healths: ['HEALTHY'],
  presences: ['LOST'],
  terms: ['tag:gpu'],
  text: 'worker',
  minAvailableCapacity: 1,
  suspect: true,
  host: 'node-1',
  orders: ['DRAINING'],
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
    `SELECT id FROM (${bind([span], parameters)}) AS span ORDER BY id OFFSET ${length - 1}`,
  { '': [EXAMPLE, 1000] },
);

/** Looks a worker up by its key. LIMIT keeps the planner from any other order. */
const looked = (table: 'worker' | 'worker_state', alias: string, of: string): string =>
  `CROSS JOIN LATERAL (SELECT * FROM worker_registration.${table} WHERE id = ${of}.id LIMIT 1) AS ${alias}`;

function selected({ state, description }: Selection, margins: () => string): string {
  const columns = state.map((column) => `${sqlOf(column, margins)} AS ${column}`);
  const described = description.length === 0 ? [] : [`${descriptionJson('w', description)} AS description`];
  return [...columns, ...described].join(',\n  ');
}

/**
 * Each worker of the span is looked up by its key and then filtered: the planner's estimate for a range of ids is a guess,
 * and it would read the whole fleet to avoid the lookups.
 */
const page = builtStatement(
  'list-workers',
  (
    selection: Selection,
    span: Span,
    conditions: readonly Condition[],
    limit: number,
    margins: readonly number[],
    parameters: unknown[] = [],
  ) => {
    let bound: string | undefined;
    const shown = selected(selection, () => (bound ??= `$${parameters.push(margins)}`));
    const source = `FROM (${bind([span], parameters)}) AS`;
    return `SELECT ${shown}
${span.rows ? `${source} w` : `${source} span\n${looked('worker', 'w', 'span')}`}
${looked('worker_state', 's', 'w')}
WHERE ${bind(conditions, parameters)}
ORDER BY w.id
LIMIT ${limit}`;
  },
  {
    '': [ALL, EXAMPLE, [], 100, []],
    filtered: [ALL, EXAMPLE, conditionsOf(EVERY_FILTER, true, []), 100, []],
    'of-candidates': [ALL, these([]), conditionsOf(EVERY_FILTER, true, []), 100, []],
    'of-fields': [selectionOf(['workerId', 'status', 'order']), EXAMPLE, [], 100, []],
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
  selection: Selection,
  span: Span,
  conditions: readonly Condition[],
  limit: number,
  margins: readonly number[],
): Bound {
  const parameters: unknown[] = [];
  return { statement: page(selection, span, conditions, limit, margins, parameters), parameters };
}
