import { HEARTBEAT, type HealthCheck } from './check.js';

/**
 * When the last gap of an instance ended, by its number; now, while it is in one; NULL where none ended within a lease. Gaps of
 * an instance that is gone count on with its heir. Made once a statement: a look-up for each worker would make those that look
 * at a whole fleet too long.
 */
const GAP_ENDS = `(
    SELECT jsonb_object_agg(instance, gap_end)
    FROM (
      SELECT i.number AS instance, CASE
        WHEN coalesce(h.seen_at, i.seen_at) < now() - make_interval(secs => $2) THEN now()
        ELSE greatest(i.gap_until, h.gap_until)
      END AS gap_end
      FROM worker_registration.instance AS i
      LEFT JOIN worker_registration.instance AS h ON h.number = i.heir
    ) AS ends
    WHERE gap_end >= now() - :lease
  )`;

/** Only in the gap of the instance that took the worker's lease: it has a lease from the end of that gap. */
const GRACE = `coalesce((${GAP_ENDS} ->> w.taken_by::text)::timestamptz >= greatest(w.lease_renewed_at, (SELECT now() - :lease)), false)`;

/** A guard holds this worker's zone, or the whole fleet. Guards are read once a statement. */
const GUARDED = `(
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  )`;

/** Held, and silent since before the guard of the fleet was spent: that guard has held this worker for its time. */
const FLEET_SPENT = `(w.held AND coalesce(w.lease_renewed_at < (
    SELECT g.since - :lease FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'fleet'
  ), false))`;

/** The same for the guard of its zone. Guards are read once a statement: while the fleet is held, every row is asked. */
const ZONE_SPENT = `(w.held AND coalesce(w.lease_renewed_at < ((
    SELECT jsonb_object_agg(g.zone, g.since - :lease)
    FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz, false))`;

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
 * - `guarded`: a guard holds its zone or the fleet; `holds`: and holds this worker, for its silence;
 * - `zoneSpent`, `fleetSpent`: the guard of its zone, or of the fleet, held it in this silence and is spent, whether or not
 *   that is written on its row yet: another guard may hold it still, and a sweep may have gone no further;
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
  const pieces = {
    silent,
    grace: GRACE,
    guarded: GUARDED,
    holds: `(${silent} AND NOT w.guard_spent AND (w.held OR NOT ${GRACE}) AND ${GUARDED})`,
    zoneSpent: ZONE_SPENT,
    fleetSpent: FLEET_SPENT,
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
