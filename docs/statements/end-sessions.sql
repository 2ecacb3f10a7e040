-- Ends sessions of workers, in groups. A session that a newer one has superseded is not the worker's any more: its end
-- changes nothing.
--
-- $1  uuid[]              ids, without duplicates
-- $2  integer[]           number of each session
-- $3  double precision[]  seconds since it ended without a farewell; NULL if it did not
-- $4  integer             the instance that held them
-- Result: the workers whose session ended, and whether they are suspect by it.
WITH ended AS (
  SELECT s.id, e.lost_ago
  FROM unnest($1::uuid[], $2::integer[], $3::float8[]) AS e (id, number, lost_ago)
  JOIN worker_registration.worker_state AS s ON s.id = e.id
  WHERE s.session_instance = $4 AND s.session_number = e.number
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
)
UPDATE worker_registration.worker_state AS s SET
  session_instance = NULL,
  session_number = NULL,
  session_lost_at = CASE
    WHEN e.lost_ago IS NOT NULL THEN now() - make_interval(secs => e.lost_ago) ELSE s.session_lost_at
  END
FROM ended AS e
WHERE s.id = e.id
RETURNING s.id, worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AS suspect
