-- Returns the workers in the worst condition: FAILED before UNHEALTHY, then by consecutive failures, then by duration.
-- Selected among those of each health with the longest duration, so that a large number of them need not be sorted.
--
-- $1  integer  maximum number of candidates per health
-- $2  integer  maximum number of rows
-- $3, $4  scope of a limited key, in a part only. The piece `in_part`: whether a worker s is considered: part-pieces.ts
-- Result: one row per worker, the worst first.
SELECT ill.id, w.worker_id, ill.zone, ill.health, ill.held, ill.failures, ill.health_since, ill.last_error, ill.message
FROM (
  SELECT
    s.id, s.zone, s.health, s.held, s.health_since, s.last_error, s.message,
    worker_registration.failures_in_a_row(s.consecutive_failures, s.counting_since, d.round) AS failures
  FROM (
    (
      SELECT * FROM worker_registration.worker_state AS s
      WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'FAILED' AND {in_part}
      ORDER BY health_since LIMIT $1
    )
    UNION ALL
    (
      SELECT * FROM worker_registration.worker_state AS s
      WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'UNHEALTHY' AND {in_part}
      ORDER BY health_since LIMIT $1
    )
  ) AS s
  LEFT JOIN worker_registration.duty AS d ON d.name = 'sweep'
  ORDER BY s.health DESC, failures DESC, s.health_since, s.id
  LIMIT $2
) AS ill
JOIN worker_registration.worker AS w USING (id)
ORDER BY ill.health DESC, ill.failures DESC, ill.health_since, ill.id
