-- Chooses the workers that another operation changed, to undo it; without those with which an earlier undo is done. A worker with
-- which it failed, as its order was changed, is among them if it has the order again.
--
-- $1  uuid  the operation that undoes
-- $2  uuid  the undone one
-- Result: one row with the number of workers.
WITH chosen AS (
  INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step, order_before, order_since)
  SELECT $1::uuid, w.worker, w.worker_id, w.zone, 'pending', w.order_before, w.order_since
  FROM worker_registration.operation_worker AS w
  WHERE w.operation = $2 AND w.order_before IS NOT NULL
    AND (w.step IN ('under-way', 'done') OR w.step = 'failed' AND EXISTS (
      SELECT FROM worker_registration.worker_state AS s
      WHERE s.id = w.worker AND (s.order_kind IS NOT NULL OR s.leave_when_drained) AND s.order_since IS NOT DISTINCT FROM w.order_since
    ))
    AND NOT EXISTS (
      SELECT FROM worker_registration.operation_worker AS u
      WHERE u.worker = w.worker AND u.step = 'done'
        AND u.operation IN (SELECT id FROM worker_registration.operation WHERE selection ->> 'undoes' = $2::text)
    )
  RETURNING worker
)
SELECT count(*)::integer AS chosen FROM chosen
