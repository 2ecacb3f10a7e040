import { HEARTBEAT, type HealthCheck } from './check.js';

/** When the last gap of each instance ended; now, while it is in one. Gaps of an instance that is gone count on with its heir. */
const GAP_ENDS = `
  SELECT i.number AS instance, CASE
    WHEN coalesce(h.seen_at, i.seen_at) < now() - make_interval(secs => $2) THEN now()
    ELSE coalesce(greatest(i.gap_until, h.gap_until), '-infinity')
  END AS gap_end
  FROM worker_registration.instance AS i
  LEFT JOIN worker_registration.instance AS h ON h.number = i.heir`;

/** That of the instance that took the worker's lease. Asked only of workers that look ill. */
const GAP_END = `coalesce((SELECT e.gap_end FROM (${GAP_ENDS}) AS e WHERE e.instance = w.taken_by), '-infinity')`;

/** A guard holds this worker's zone, or the whole fleet. */
const GUARDED = `EXISTS (
    SELECT FROM worker_registration.guard AS g
    WHERE g.state = 'HOLDING' AND (g.scope = 'fleet' OR g.zone = coalesce(w.zone, ''))
  )`;

/** The pieces from which the statements of sweeps and reports are put together. `$1` is the lease in seconds. */
export interface Judgement {
  readonly checks: readonly HealthCheck[];
  readonly pieces: Readonly<Record<string, string>>;
}

/**
 * Makes conditions into pieces of SQL over a row `w`:
 *
 * - `silent`: the lease has expired;
 * - `flawed`: another check fails; a worker under an order is checked for its heartbeat only;
 * - `grace`: not heard of since a gap of our own, and its lease, counted from the end of that gap, is not over:
 *   no new verdict (`$2`: seconds of silence of an instance that are a gap);
 * - `graceOfJoined`: the same where the row is joined with `gapEnds` as `e`: for statements that ask it of a whole fleet;
 * - `guarded`: a guard holds its zone or the fleet; `holds`: and holds this worker, for its silence;
 * - `failedChecks`: the names of the checks that fail, NULL where none does; `sentence`: what they say;
 * - `failing`, `sentences`: the same, one entry a check.
 */
export function judgementOf(checks: readonly HealthCheck[]): Judgement {
  const conditionOf = ({ name, condition }: HealthCheck): string =>
    name === HEARTBEAT ? `(${condition})` : `(w.order_kind IS NULL AND (${condition}))`;
  const others = checks.filter(({ name }) => name !== HEARTBEAT);
  const failing = checks.map((check) => `CASE WHEN ${conditionOf(check)} THEN '${check.name}' END`);
  const sentences = checks.map((check) => `CASE WHEN ${conditionOf(check)} THEN (${check.sentence}) END`);
  const silent = conditionOf(checks.find(({ name }) => name === HEARTBEAT)!);
  const graceAfter = (gapEnd: string): string =>
    `(${gapEnd} >= greatest(w.lease_renewed_at, (SELECT now() - :lease)))`;
  const grace = graceAfter(GAP_END);
  const pieces = {
    silent,
    grace,
    gapEnds: GAP_ENDS,
    graceOfJoined: graceAfter(`coalesce(e.gap_end, '-infinity')`),
    guarded: GUARDED,
    holds: `(${silent} AND NOT w.guard_spent AND (w.held OR NOT ${grace}) AND ${GUARDED})`,
    flawed: `(w.order_kind IS NULL AND (${others.map(({ condition }) => `(${condition})`).join(' OR ')}))`,
    failedChecks: `nullif(array_remove(ARRAY[${failing.join(', ')}]::text[], NULL), '{}')`,
    sentence: `concat_ws('; ', ${sentences.join(', ')})`,
    failing: `ARRAY[${checks.map((check) => `coalesce(${conditionOf(check)}, false)`).join(', ')}]`,
    sentences: `ARRAY[${sentences.join(', ')}]::text[]`,
  };
  const withLease = (sql: string): string => sql.replaceAll(':lease', 'make_interval(secs => $1::float8)');
  return {
    checks,
    pieces: Object.fromEntries(Object.entries(pieces).map(([name, sql]) => [name, withLease(sql)])),
  };
}
