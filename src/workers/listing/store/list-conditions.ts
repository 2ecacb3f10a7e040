import type { WorkerFilters } from '../worker-filters.js';
import { isSuspect } from '../../../fleet/store/suspicion-pieces.js';
import { availability } from '../../../fleet/store/availability.js';

/** A condition on `w` (worker) or `s` (worker_state); each `$` stands for its one bound parameter. */
export interface Condition {
  readonly sql: string;
  readonly parameter: unknown;
  /** Whether it is about `w`. */
  readonly isDescribed?: true;
}

/** An indexed condition: the table and the conditions that find its candidates. */
export interface Probe {
  readonly table: 'worker' | 'worker_state';
  readonly conditions: readonly Condition[];
}

/** Texts for which a trigram index finds few wrong candidates; shorter ones are left to the filter. */
const INDEXED_WORD = /[\p{L}\p{N}]{3,}/gu;
const MAX_WORDS = 5;

const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const prefixCondition = (prefix: string): Condition => ({
  sql: 'worker_id LIKE $',
  parameter: `${literally(prefix)}%`,
  isDescribed: true,
});

const textCondition = (text: string, trigrams: boolean): Condition => ({
  sql: 'search_text LIKE $',
  parameter: `${trigrams ? '%' : ''}${literally(text)}%`,
  isDescribed: true,
});

/**
 * All conditions that a listed worker must meet.
 * @param margins of `Suspicion`
 */
export function conditionsOf(
  filters: WorkerFilters,
  trigrams: boolean,
  margins: readonly number[],
): Condition[] {
  const { statuses, healths, presences, terms, text, minAvailableCapacity, suspect } = filters;
  const { workerIdPrefix, host, orders } = filters;
  return [
    ...(workerIdPrefix === '' ? [] : [prefixCondition(workerIdPrefix)]),
    ...(terms.length > 0 ? [termsCondition(terms)] : []),
    ...(text === null ? [] : [textCondition(text, trigrams)]),
    ...(host === null ? [] : [hostCondition(host)]),
    ...(orders.length > 0 ? [orderCondition(orders)] : []),
    ...(statuses.length > 0 ? [statusCondition(statuses)] : []),
    ...(healths.length > 0 ? [healthCondition(healths)] : []),
    ...(presences.length > 0 ? [presenceCondition(presences)] : []),
    ...(minAvailableCapacity === null
      ? []
      : [{ sql: `${availability('s')} >= $ AND presence = 'PRESENT'`, parameter: minAvailableCapacity }]),
    ...(suspect === null
      ? []
      : [{ sql: `${suspect ? '' : 'NOT '}${isSuspect('s', '$')}`, parameter: margins }]),
  ];
}

/** The filters that an index can answer on its own. */
export function probesOf(
  { statuses, healths, presences, terms, text, workerIdPrefix }: WorkerFilters,
  trigrams: boolean,
): Probe[] {
  const probes: Probe[] = [];
  if (workerIdPrefix !== '') probes.push({ table: 'worker', conditions: [prefixCondition(workerIdPrefix)] });
  if (terms.length > 0) {
    probes.push({ table: 'worker', conditions: [termsCondition(terms)] });
  }
  if (statuses.length > 0) probes.push({ table: 'worker_state', conditions: [statusCondition(statuses)] });
  if (healths.length > 0) probes.push({ table: 'worker_state', conditions: [healthCondition(healths)] });
  if (presences.length > 0 && !presences.includes('PRESENT'))
    probes.push({ table: 'worker_state', conditions: [presenceCondition(presences)] });
  if (text === null) return probes;
  const words = trigrams ? (text.match(INDEXED_WORD) ?? []).slice(0, MAX_WORDS) : [text];
  if (words.length > 0)
    probes.push({ table: 'worker', conditions: words.map((word) => textCondition(word, trigrams)) });
  return probes;
}

const termsCondition = (terms: readonly string[]): Condition => ({
  sql: 'terms @> $::text[]',
  parameter: terms,
  isDescribed: true,
});

const hostCondition = (host: string): Condition => ({
  sql: '$::text IN (lower(w.host_name), w.host_address)',
  // As addresses are stored.
  parameter: host.toLowerCase().replace(/\.$/, ''),
  isDescribed: true,
});

const orderCondition = (orders: readonly string[]): Condition => ({
  sql: `coalesce(s.order_kind::text, 'NONE') = ANY ($::text[])`,
  parameter: orders,
});

const statusCondition = (statuses: readonly string[]): Condition => ({
  sql: 'status = ANY ($::worker_registration.worker_status[])',
  parameter: statuses,
});

const healthCondition = (healths: readonly string[]): Condition => ({
  sql: 'health = ANY ($::worker_registration.worker_health[])',
  parameter: healths,
});

const presenceCondition = (presences: readonly string[]): Condition => ({
  sql: 'presence = ANY ($::worker_registration.worker_presence[])',
  parameter: presences,
});

/** Returns conditions as SQL, with parameters numbered from the next free one; `true` if there are none. */
export function bind(conditions: readonly Condition[], parameters: unknown[]): string {
  if (conditions.length === 0) return 'true';
  return conditions
    .map(({ sql, parameter }) => {
      const bound = `$${parameters.push(parameter)}`;
      return sql.replaceAll('$', () => bound);
    })
    .join(' AND ');
}
