-- Looks through a part of the fleet for workers whose verdict is to change. Reads only; whoever is found is judged
-- under lock by judge-workers.sql.
--
-- $1  double precision  length of a lease in seconds
-- $2  double precision  seconds of silence of an instance that are a gap
-- $3  tid               the first row of the part
-- $4  tid               the row behind its last
-- $5  bigint            the round
-- $6  integer           consecutive failures that make a worker FAILED
-- $7  boolean           whether who FAILED recovers by itself
-- $8  double precision  seconds since the last sign of life after which a worker is silent for the guard
-- Result: one row: how many are silent for the guard, at the most, and the ids of those whose verdict changes.
SELECT
  count(*) FILTER (WHERE late)::integer AS silent,
  coalesce(array_agg(id) FILTER (WHERE changes), '{}') AS ids
FROM (
  SELECT
    w.id,
    w.health <> 'FAILED' AND w.lease_renewed_at < (SELECT now() - make_interval(secs => $8)) AS late,
    w.lease_renewed_at > (SELECT now() + interval '1 second') OR CASE w.health
      WHEN 'HEALTHY' THEN ({silent} OR {flawed}) AND NOT {grace}
      WHEN 'UNHEALTHY' THEN CASE
        WHEN {failedChecks} IS DISTINCT FROM w.failed_checks THEN true
        -- The count stands still while a guard, or our own gap, explains the silence, and goes on after it.
        WHEN w.counting_since IS NULL THEN w.held <> {holds} OR NOT ({holds} OR {grace})
        ELSE w.consecutive_failures + $5 - w.counting_since + 1 >= $6 OR {holds} OR {grace}
      END
      ELSE {failedChecks} IS DISTINCT FROM w.failed_checks OR (w.failed_checks IS NULL AND $7)
    END AS changes
  FROM worker_registration.worker_state AS w
  -- Who is silent for the guard is so before its lease ends: both are found by the same comparison.
  WHERE w.ctid >= $3::tid AND w.ctid < $4::tid
    AND w.presence = 'PRESENT'
    AND (
      w.health <> 'HEALTHY' OR {flawed}
      OR w.lease_renewed_at < (SELECT now() - make_interval(secs => $8))
      OR w.lease_renewed_at > (SELECT now() + interval '1 second')
    )
  OFFSET 0
) AS looked_at
