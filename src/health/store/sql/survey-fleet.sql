-- Looks through a part of the fleet: how silent each zone is there, and for which workers the verdict is to change. Reads
-- only; whoever is found is judged under lock by judge-workers.sql.
--
-- Leases of a fleet that dies at once expire over a whole heartbeat interval. Who is late by so much that its lease
-- ends within one interval unless it is heard of counts as silent here, so that the level is seen with the first
-- lease that expires and not when the first workers have failed.
--
-- $1  double precision  length of a lease in seconds
-- $2  jsonb             what gaps mean: gap-maps.ts
-- $3  tid               the first row of the part
-- $4  tid               the row behind its last
-- $5  bigint            the round
-- $6  integer           consecutive failures that make a worker FAILED
-- $7  boolean           whether who FAILED recovers by itself
-- $8  double precision  seconds since the last sign of life after which a worker is silent for the guard
-- $9  boolean           whether ids are asked for
-- Result: a row for each zone ('': workers without one) in the part: total: who is present and has not FAILED; silent_at_all:
-- who of them is silent; zone_spent: and the guard of the zone is spent for it; fleet_spent: and that of the fleet;
-- changing: how many verdicts change; ids: whose.
SELECT
  zone,
  count(*) FILTER (WHERE alive)::integer AS total,
  count(*) FILTER (WHERE late)::integer AS silent_at_all,
  count(*) FILTER (WHERE late AND (guard_spent OR zone_spent))::integer AS zone_spent,
  count(*) FILTER (WHERE late AND (guard_spent OR fleet_spent))::integer AS fleet_spent,
  count(*) FILTER (WHERE changes)::integer AS changing,
  coalesce(array_agg(id) FILTER (WHERE changes AND $9::boolean), '{}') AS ids
FROM (
  SELECT
    w.id,
    coalesce(w.zone, '') AS zone,
    w.guard_spent,
    {zoneSpent} AS zone_spent,
    {fleetSpent} AS fleet_spent,
    w.health <> 'FAILED' AS alive,
    w.health <> 'FAILED' AND w.lease_renewed_at < (SELECT now() - make_interval(secs => $8)) AND NOT {lateGrace} AS late,
    -- The clock was set back.
    w.lease_renewed_at > (SELECT clock_timestamp() + interval '1 second') OR CASE w.health
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
  WHERE w.ctid >= $3::tid AND w.ctid < $4::tid AND w.presence = 'PRESENT'
  OFFSET 0
) AS looked_at
GROUP BY zone
