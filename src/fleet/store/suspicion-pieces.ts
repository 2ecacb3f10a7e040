import { deferralIn } from './unwritten-beats.js';

/**
 * A value of a bound array, read once per statement. A function that uses such an argument twice is not inlined by the
 * planner, and then costs more than the rest of a heartbeat.
 */
const valueOf = (array: string, place: number): string => `(SELECT (${array}::float8[])[${place}])`;

/** Returns the SQL for the moment before which no heartbeat counts as late, found once per statement, and only if it is needed. */
const excused = (retrySeconds: string): string =>
  `(SELECT worker_registration.excused_until(${retrySeconds}))`;

/**
 * Returns the SQL for how late the heartbeat of a worker is, in seconds, over a row of `worker_state` with that alias.
 * @param margins the parameter bound to `Suspicion.margins`
 */
export const lateSeconds = (alias: string, margins: string): string =>
  `worker_registration.late_seconds(${alias}.presence, ${alias}.due_at, ${excused(valueOf(margins, 3))})`;

/** Returns the SQL condition for a worker whose session ended without a farewell, over a row of `worker_state`. */
export const hasLostSession = (alias: string): string =>
  `worker_registration.has_lost_session(
    ${alias}.presence, ${alias}.health, ${alias}.session_lost_at, ${alias}.last_heartbeat, ${alias}.last_registered_at
  )`;

/**
 * Returns the SQL condition for a worker that is suspect, by its lateness, by reports of schedulers, or by the end of its
 * session, in the same way.
 */
export const isSuspect = (alias: string, margins: string): string =>
  `(worker_registration.is_suspect(
    ${alias}.presence, ${alias}.health, ${alias}.due_at, ${alias}.worst_lateness,
    ${excused(valueOf(margins, 3))}, ${valueOf(margins, 1)}, ${valueOf(margins, 2)}
  ) OR worker_registration.is_accused(${alias}.presence, ${alias}.health, ${alias}.accused_until)
    OR (${hasLostSession(alias)} AND ${valueOf(margins, 1)} < 'Infinity'))`;

/** Returns the SQL for the seconds until a worker is suspect, in the same way. */
export const suspectIn = (alias: string, margins: string): string =>
  `(date_part('epoch', greatest(${alias}.due_at, ${excused(valueOf(margins, 3))}) - now())
    + greatest(${valueOf(margins, 1)}, 2 * ${alias}.worst_lateness) + ${valueOf(margins, 2)})`;

/**
 * Returns the SQL condition for a worker that gets a job only if no other can take it: it is suspect, and the lateness of
 * its zone is not widespread.
 * @param zones the parameter bound to `Suspicion.excusedZones`
 */
export const isLastChoice = (alias: string, margins: string, zones: string): string =>
  `(${isSuspect(alias, margins)} AND coalesce(${alias}.zone, '') <> ALL ((SELECT ${zones}::text[])::text[]))`;

/**
 * The parameters of `Suspicion.renewal` in statements that renew leases. One for each value: elements of an array would have
 * to be read first.
 */
const [LONGEST, LAG, RETRY, LEASE] = ['$16::float8', '$17::float8', '$18::float8', '$19::float8'] as const;
const DEFERS = '$20::boolean';

/** The pieces of statements that renew leases, over a row `s` and a heartbeat `b`. */
export const RENEWAL_PIECES = {
  // The answer to a batch has the longest interval.
  nextInterval: `worker_registration.next_interval(
    ${LONGEST}, coalesce(s.lease_seconds, ${LEASE}), CASE WHEN b.shown IS NOT NULL THEN random() ELSE 0 END
  )`,
  lag: LAG,
  lease: LEASE,
  late: `worker_registration.late_seconds(s.presence, b.was_due, ${excused(RETRY)})`,
  deferral: deferralIn('s', DEFERS, LONGEST, LEASE),
} as const;
