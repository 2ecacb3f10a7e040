-- Returns how long event streams have been waiting: events are sent in the order of their transactions, and an older
-- transaction is open.
--
-- Result: one row with milliseconds; none if no event waits.
SELECT greatest(0, extract(epoch FROM now() - at))::float8 * 1000 AS held_ms
FROM worker_registration.journal
WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())
ORDER BY tx, seq
LIMIT 1
