import type { LeaseGaps } from '../../platform/instance/gap-maps.js';
import { HEARTBEAT, type HealthCheck } from './check.js';

/**
 * Returns a time from `gap-maps.ts` for the instance that accepted the last heartbeat of the worker, or for
 * the worker itself, and the length of its lease. Uncorrelated subqueries are evaluated once per statement.
 */
const fromGaps = (map: keyof LeaseGaps): string =>
  `(CASE WHEN w.lease_seconds IS NULL
    THEN ${momentIn(`(SELECT $2::jsonb -> '${map}')`)}
    ELSE (SELECT ${momentIn('m.moments')} FROM (
      SELECT coalesce(${OWN} -> w.lease_seconds::text, ${OWN} -> '*') -> '${map}' AS moments
    ) AS m)
  END)::timestamptz`;

const OWN = `(SELECT $2::jsonb -> 'own')`;

const momentIn = (moments: string): string =>
  `coalesce(${moments} ->> w.id::text, ${moments} ->> w.taken_by::text, ${moments} ->> '*')`;

const HAS_GAPS = `(SELECT ($2::jsonb -> 'any')::boolean)`;

const isAliveBy = (map: 'alive' | 'late'): string =>
  `coalesce(w.lease_renewed_at >= ${fromGaps(map)}, false)`;

/**
 * The lease has expired, but not if gaps are excluded; or the worker has been silent since a gap, and its
 * lease, gaps excluded, has not expired.
 */
const GRACE = `(${HAS_GAPS} AND ${isAliveBy('alive')} AND coalesce(
    :leaseEnds <= now() OR w.lease_renewed_at < ${fromGaps('heard')}, false
  ))`;

/** The worker would be late for the guard, but not if gaps are excluded. */
const LATE_GRACE = `(${HAS_GAPS} AND ${isAliveBy('late')})`;

/**
 * The worker is not HEALTHY because of its silence: that ends with a heartbeat, a registration or a probe,
 * not with a clock that is set back.
 */
const ILL_FOR_SILENCE = `(w.health <> 'HEALTHY' AND '${HEARTBEAT}' = ANY (w.failed_checks))`;

/** A guard holds the zone of the worker, or the whole fleet. Guards are read once per statement. */
const GUARDED = `(
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  )`;

/**
 * Silent since before the guard of the fleet was spent, and held: that guard has held this worker for its full time. Or
 * silent when an operator released the guard, held or not yet.
 */
const FLEET_SPENT = `(w.held AND coalesce(:leaseEnds <= (
    SELECT g.since FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'fleet'
  ), false) OR coalesce(:leaseEnds <= (
    SELECT g.released_through FROM worker_registration.guard AS g WHERE g.state = 'RELEASED' AND g.scope = 'fleet'
  ), false))`;

/** For each zone whose guard is in a state, a time of the guard: read once per statement. */
const byZone = (state: string, time: string): string =>
  `((
    SELECT jsonb_object_agg(g.zone, g.${time})
    FROM worker_registration.guard AS g WHERE g.state = '${state}' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz`;

/** The same for the guard of its zone. While the fleet is held, the condition is evaluated for every row. */
const ZONE_SPENT = `(w.held AND coalesce(:leaseEnds <= ${byZone('SPENT', 'since')}, false)
  OR coalesce(:leaseEnds <= ${byZone('RELEASED', 'released_through')}, false))`;

/** The pieces that the statements of sweeps and reports are composed of. `$1` is the lease of the settings in seconds. */
export interface Judgement {
  readonly checks: readonly HealthCheck[];
  readonly pieces: Readonly<Record<string, string>>;
}

/**
 * Composes SQL conditions over a row `w`:
 *
 * - `silent`: the lease has expired;
 * - `flawed`: another check fails; for a worker with an order only the heartbeat is checked;
 * - `grace`: silent since a gap, or during one that may have affected it, and its lease, gaps excluded, has
 *   not expired: no new verdict (`$2`: the effect of gaps);
 * - `lateGrace`: the same for the time after which a worker is late for the guard;
 * - `illForSilence`: the last verdict was that its lease had expired;
 * - `guarded`: a guard holds its zone or the fleet; `holds`: and holds this worker, for its silence;
 * - `forfeits`: it is silent, and neither a guard nor a gap explains why: its jobs may be released;
 * - `zoneSpent`, `fleetSpent`: the guard of its zone, or of the fleet, held it in this silence and is spent or released,
 *   whether or not its row says so yet: another guard may still hold it, or a sweep may have stopped before
 *   it;
 * - `failedChecks`: the names of the failed checks, NULL if none fails; `sentence`: their messages;
 * - `failing`, `sentences`: the same, one entry per check.
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
    lateGrace: LATE_GRACE,
    illForSilence: ILL_FOR_SILENCE,
    guarded: GUARDED,
    holds: `(${silent} AND NOT w.guard_spent AND (w.held OR NOT ${GRACE}) AND ${GUARDED})`,
    forfeits: `(${silent} AND NOT ${GRACE} AND (w.guard_spent OR NOT ${GUARDED}))`,
    zoneSpent: ZONE_SPENT,
    fleetSpent: FLEET_SPENT,
    flawed: `(w.order_kind IS NULL AND (${others.map(({ condition }) => `(${condition})`).join(' OR ')}))`,
    failedChecks: `nullif(array_remove(ARRAY[${failing.join(', ')}]::text[], NULL), '{}')`,
    sentence: `concat_ws('; ', ${sentences.join(', ')})`,
    failing: `ARRAY[${checks.map((check) => `coalesce(${conditionOf(check)}, false)`).join(', ')}]`,
    sentences: `ARRAY[${sentences.join(', ')}]::text[]`,
  };
  const withLease = (sql: string): string =>
    sql
      .replaceAll(
        ':leaseEnds',
        'worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8)',
      )
      .replaceAll(':lease', 'worker_registration.lease_length(w.lease_seconds, $1::float8)');
  return {
    checks,
    pieces: Object.fromEntries(Object.entries(pieces).map(([name, sql]) => [name, withLease(sql)])),
  };
}
