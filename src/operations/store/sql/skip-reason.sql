-- A piece: why an operation of the kind {kind} skips a worker (s), or NULL if it changes the worker. {awaited}: the term of a
-- replacement, or NULL. An undone operation skips none beforehand: restore-orders decides.
CASE
  WHEN {kind}::text IN ('drain', 'maintenance') AND s.presence = 'LEFT' THEN 'it has left'
  WHEN {kind}::text IN ('drain', 'maintenance') AND s.presence = 'LOST' THEN 'it is lost'
  WHEN {kind}::text = 'activate' AND s.presence = 'LEFT' THEN 'it has left; restore it first'
  WHEN {kind}::text = 'activate' AND s.order_kind IS NULL AND NOT s.leave_when_drained THEN 'it has no order'
  WHEN {kind}::text = 'deregister' AND s.presence = 'LEFT' THEN 'it had left before'
  WHEN {kind}::text = 'restore' AND s.presence = 'PRESENT' THEN 'it is present'
  WHEN {kind}::text = 'restore' AND s.presence = 'EXPECTED' THEN 'it is expected already'
  WHEN {awaited}::text IS NOT NULL AND s.presence = 'PRESENT' AND EXISTS (
    SELECT FROM worker_registration.worker AS d WHERE d.id = s.id AND d.terms @> ARRAY[{awaited}::text]
  ) THEN 'it is a replacement itself'
END
