-- Chooses the workers that another operation changed, to undo it; without those with which an earlier undo is done. A worker with
-- which it failed, as its order was changed, is among them if it has the order again. Workers of a cleanup that are no longer
-- lost by it are skipped.
--
-- $1  uuid  the operation that undoes
-- $2  uuid  the undone one
-- Result: one row with the number of workers that are not skipped.
WITH chosen AS (
  INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step, note, order_before, order_since)
  SELECT
    $1::uuid, w.worker, w.worker_id, w.zone,
    CASE WHEN skip.note IS NULL THEN 'pending' ELSE 'skipped' END::worker_registration.operation_step, skip.note,
    w.order_before, w.order_since
  FROM worker_registration.operation AS o
  JOIN worker_registration.operation_worker AS w ON w.operation = o.id
  LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN o.kind <> 'cleanup' THEN NULL
      WHEN s.id IS NULL THEN 'its record was deleted'
      WHEN s.presence = 'PRESENT' THEN 'it is present'
      WHEN s.presence = 'EXPECTED' THEN 'it is expected already'
      WHEN s.presence = 'LEFT' THEN 'it has left since'
      WHEN s.presence_since NOT BETWEEN SYMMETRIC o.created_at AND o.state_since THEN 'it was lost again since'
    END AS note
  ) AS skip
  WHERE o.id = $2 AND (w.order_before IS NOT NULL OR o.kind = 'cleanup')
    AND (w.step IN ('under-way', 'done') OR w.step = 'failed'
      AND (s.order_kind IS NOT NULL OR s.leave_when_drained) AND s.order_since IS NOT DISTINCT FROM w.order_since)
    AND NOT EXISTS (
      SELECT FROM worker_registration.operation_worker AS u
      WHERE u.worker = w.worker AND u.step = 'done'
        AND u.operation IN (SELECT id FROM worker_registration.operation WHERE selection ->> 'undoes' = $2::text)
    )
  RETURNING note
)
SELECT (count(*) FILTER (WHERE note IS NULL))::integer AS chosen FROM chosen
