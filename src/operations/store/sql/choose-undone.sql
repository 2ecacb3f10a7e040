-- Chooses the workers that another operation changed, to undo it.
--
-- $1  uuid  the operation that undoes
-- $2  uuid  the undone one
INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step, order_before, order_since)
SELECT $1::uuid, worker, worker_id, zone, 'pending', order_before, order_since
FROM worker_registration.operation_worker
WHERE operation = $2 AND step IN ('under-way', 'done') AND order_before IS NOT NULL
