-- Locks workers whose drain is past its deadline and that still have jobs; locked rows are left for the next round.
--
-- $1  integer  maximum number of rows
-- Result: the id of each.
SELECT id
FROM worker_registration.worker_state
WHERE order_deadline <= now() AND order_kind = 'DRAINING' AND assigned_job_count > 0
ORDER BY order_deadline
LIMIT $1
FOR NO KEY UPDATE SKIP LOCKED
