-- Returns the next events in the order of the stream, of transactions older than all that still run: no event can be
-- inserted before them any more.
--
-- $1  xid8     the place after which to begin: transaction,
-- $2  bigint   and number within it
-- $3  integer  maximum number of rows
-- Result: the events, or one row without any. Each row has the oldest running transaction, and for how many
-- milliseconds an event has been waiting for one, if any. A transaction that has not begun yet comes from a copy of
-- another server's journal; its events do not count as waiting.
WITH now AS MATERIALIZED (
  SELECT pg_snapshot_xmin(s) AS oldest, pg_snapshot_xmax(s) AS next FROM (SELECT pg_current_snapshot() AS s) AS snapshot
)
SELECT now.oldest, (
    SELECT extract(epoch FROM clock_timestamp() - j.at)::float8 * 1000
    FROM worker_registration.journal AS j
    WHERE j.tx >= now.oldest AND j.tx < now.next
    ORDER BY j.tx, j.seq LIMIT 1
  ) AS held_ms, e.*
FROM now LEFT JOIN LATERAL (
  SELECT j.tx, j.seq, j.at, j.type, j.id, j.worker_id, j.actor, j.subject, j.address, j.request_id, j.detail
  FROM worker_registration.journal AS j
  WHERE (j.tx, j.seq) > ($1::xid8, $2::bigint) AND j.tx < now.oldest
  ORDER BY j.tx, j.seq LIMIT $3
) AS e ON true
ORDER BY e.tx, e.seq
