-- Reads which workers have an event since a transaction. An event may be found twice, as those of transactions that still run
-- are looked for again.
--
-- $1  xid8  the transaction to begin with; NULL: no event is looked for
-- Result: one row: the transaction to begin with the next time, and the ids of the workers.
SELECT
  pg_snapshot_xmin(pg_current_snapshot())::text AS oldest,
  ARRAY(
    SELECT DISTINCT CASE j.type WHEN 'replaced' THEN (j.detail ->> 'replacedId')::uuid ELSE j.id END
    FROM worker_registration.journal AS j
    WHERE j.tx >= $1::xid8 AND j.id IS NOT NULL
  )::text[] AS ids
