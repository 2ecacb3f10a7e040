/**
 * A value of a bound array, read once per statement. A function that uses such an argument twice is not inlined by the
 * planner, and then costs more than the rest of a heartbeat.
 */
const valueOf = (array: string, place: number): string => `(SELECT (${array}::float8[])[${place}])`;

/**
 * Returns the SQL for the moment before which no heartbeat counts as late: one retry time after the last gap of any
 * instance, because a worker behind a load balancer may have tried that one. Read once per statement.
 */
const excused = (retrySeconds: string): string => `(SELECT greatest(
    (SELECT max(g.gap_until) FROM worker_registration.gap AS g),
    -- An instance that records itself no longer is in a gap.
    (SELECT now() FROM worker_registration.instance AS i WHERE i.heir IS NULL AND i.seen_at < now() - interval '2.5 s' LIMIT 1)
  ) + make_interval(secs => ${retrySeconds}))`;

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
    OR ${hasLostSession(alias)})`;

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
 * Returns the pieces of statements that renew leases, over a row `s` and a heartbeat `b`.
 * @param renewal the parameter bound to `Suspicion.renewal`
 */
export const renewalPieces = (renewal: string): Readonly<Record<string, string>> => ({
  // The answer to a batch tells the longest interval.
  nextInterval: `worker_registration.next_interval(
    ${valueOf(renewal, 1)}, coalesce(s.lease_seconds, ${valueOf(renewal, 4)}), CASE WHEN b.shown IS NOT NULL THEN random() ELSE 0 END
  )`,
  lag: valueOf(renewal, 2),
  lease: valueOf(renewal, 4),
  late: `worker_registration.late_seconds(s.presence, s.due_at, ${excused(valueOf(renewal, 3))})`,
});
