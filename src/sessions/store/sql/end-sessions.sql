-- Ends sessions of workers, in groups. A session that a newer one has superseded is not the worker's any more: its end
-- changes nothing.
--
-- $1  uuid[]              ids
-- $2  integer[]           number of each session
-- $3  double precision[]  seconds since it ended without a farewell; NULL if it did not
-- $4  boolean[]           whether its opening may still be committed
-- $5  integer             the instance that held them
-- {waiting}: SKIP LOCKED skips locked rows; nothing waits for them.
-- Result: one row per session that is the worker's, or may be by now: whether its row was skipped, and whether the worker is
-- suspect by its end.
WITH ended AS (
  SELECT e.*
  FROM unnest($1::uuid[], $2::integer[], $3::float8[], $4::boolean[]) WITH ORDINALITY
    AS e (id, number, lost_ago, is_uncertain, ord)
  JOIN worker_registration.worker_state AS s ON s.id = e.id
  -- An opening that is not committed yet is not seen, but its lock is.
  WHERE e.is_uncertain OR (s.session_instance = $5 AND s.session_number = e.number)
),
target AS (
  SELECT e.*, s.session_instance, s.session_number
  FROM ended AS e
  JOIN worker_registration.worker_state AS s ON s.id = e.id
  -- In the order of id, so that two lists over the same workers cannot deadlock.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s {waiting}
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET
    session_instance = NULL,
    session_number = NULL,
    session_lost_at = CASE
      WHEN t.lost_ago IS NOT NULL THEN now() - make_interval(secs => t.lost_ago) ELSE s.session_lost_at
    END
  FROM target AS t
  WHERE s.id = t.id AND t.session_instance = $5 AND t.session_number = t.number
  RETURNING t.ord, {lost} AS suspect
)
SELECT e.ord::integer, t.ord IS NULL AS locked, coalesce(c.suspect, false) AS suspect
FROM ended AS e
-- Left joins would be nested loops: the planner does not know how long the lists are.
FULL JOIN target AS t ON t.ord = e.ord
FULL JOIN changed AS c ON c.ord = e.ord
