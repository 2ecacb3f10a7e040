-- Returns the latest events in the order of the stream, of transactions older than all that still run.
--
-- $1  integer  maximum number of rows
-- Result: the events, or one row without any; each row has the oldest running transaction.
WITH now AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest)
SELECT now.oldest, NULL::float8 AS held_ms, e.*
FROM now LEFT JOIN LATERAL (
  SELECT j.tx, j.seq, j.at, j.type, j.id, j.worker_id, j.actor, j.subject, j.address, j.request_id, j.detail
  FROM worker_registration.journal AS j
  WHERE j.tx < now.oldest
  ORDER BY j.tx DESC, j.seq DESC LIMIT $1
) AS e ON true
ORDER BY e.tx, e.seq
