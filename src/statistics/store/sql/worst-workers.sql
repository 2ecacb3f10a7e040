-- The workers that are worst off: FAILED before UNHEALTHY, then by failures in a row, then by how long they are ill.
-- Picked among those of each health that are ill the longest, so that a sick fleet is not sorted as a whole.
--
-- $1  integer  so many of each health are looked at
-- $2  integer  how many are wanted
-- Result: a row a worker, the worst first; failures as consecutiveFailures() of `fleet/store/state-row.ts` has them.
SELECT ill.id, w.worker_id, ill.zone, ill.health, ill.held, ill.failures, ill.health_since, ill.last_error
FROM (
  SELECT
    s.id, s.zone, s.health, s.held, s.health_since, s.last_error,
    s.consecutive_failures + greatest(0, d.round - s.counting_since + 1)::integer AS failures
  FROM (
    (
      SELECT * FROM worker_registration.worker_state
      WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'FAILED'
      ORDER BY health_since LIMIT $1
    )
    UNION ALL
    (
      SELECT * FROM worker_registration.worker_state
      WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'UNHEALTHY'
      ORDER BY health_since LIMIT $1
    )
  ) AS s
  LEFT JOIN worker_registration.duty AS d ON d.name = 'sweep'
  ORDER BY s.health DESC, failures DESC, s.health_since, s.id
  LIMIT $2
) AS ill
JOIN worker_registration.worker AS w USING (id)
ORDER BY ill.health DESC, ill.failures DESC, ill.health_since, ill.id
