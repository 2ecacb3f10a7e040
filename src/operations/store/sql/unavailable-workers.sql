-- A piece: the workers of an operation ($1) that are not in service, for whatever reason. Workers that have left count as long as
-- the operation waits for a replacement. The piece that it is composed with: is-usable.sql.
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step <> 'skipped' AND NOT w.is_replaced
  AND CASE WHEN s.id IS NULL OR s.presence = 'LEFT' THEN w.step = 'under-way' ELSE NOT {usable} END
