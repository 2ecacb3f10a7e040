import { builtStatement, type Statement } from '../../../platform/database/statement.js';
import type { WorkerFilters } from '../worker-filters.js';
import { bind, conditionsOf, type Condition } from './list-conditions.js';
import { EVERY_FILTER } from './list-statements.js';
import { entryOf } from './outline.js';

/** `fleet` returns the digest alone; `entries` also the outline that it belongs to. */
type Told = 'digest' | 'entries';

/**
 * The revision names a description for ever, so the hashes of these four columns differ whenever an answer would. Their sum
 * does not depend on the order of the rows.
 */
const DIGEST = `count(*) || '-' || coalesce(sum(
    uuid_hash_extended(s.id, hashenumextended(s.status, hashenumextended(s.health, s.revision)))
  ), 0) AS digest`;

const ENTRIES = `coalesce(string_agg(${entryOf('s')}, '' ORDER BY s.id), '') AS entries`;

const outline = builtStatement(
  'outline-fleet',
  (told: Told, conditions: readonly Condition[], described: boolean, parameters: unknown[] = []) =>
    `SELECT ${told === 'digest' ? DIGEST : `${DIGEST},\n  ${ENTRIES}`}
FROM worker_registration.worker_state AS s${described ? '\nJOIN worker_registration.worker AS w ON w.id = s.id' : ''}
WHERE ${bind(conditions, parameters)}`,
  {
    digest: ['digest', [], false],
    '': ['entries', [], false],
    filtered: ['entries', conditionsOf(EVERY_FILTER, true, []), true],
  },
);

/** Reads all workers that match the filters; workers that are not present only where the filters name a status. */
export function outlineFleet(
  told: Told,
  { statuses }: WorkerFilters,
  asked: readonly Condition[],
): { readonly statement: Statement; readonly parameters: readonly unknown[] } {
  const parameters: unknown[] = [];
  const present: Condition[] = statuses.length > 0 ? [] : [{ sql: 's.presence = $', parameter: 'PRESENT' }];
  const conditions = [...present, ...asked];
  const described = conditions.some(({ isDescribed }) => isDescribed === true);
  return { statement: outline(told, conditions, described, parameters), parameters };
}
