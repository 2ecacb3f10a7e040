-- Records how far an operation is with some of its workers, and counts that. The transaction has locked the operation.
--
-- $1  uuid   operation
-- $2  jsonb  a list of {worker, step, note, before, isReplaced}: before is the order before a change, else missing
-- $3  text   what the operation waits for, or NULL
WITH given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS g (worker uuid, step text, note text, before jsonb, "isReplaced" boolean)
),
recorded AS (
  UPDATE worker_registration.operation_worker AS w SET
    step = g.step::worker_registration.operation_step,
    note = g.note,
    order_before = coalesce(g.before, w.order_before),
    order_since = CASE
      WHEN g.before IS NULL THEN w.order_since
      ELSE (SELECT s.order_since FROM worker_registration.worker_state AS s WHERE s.id = w.worker)
    END,
    is_replaced = coalesce(g."isReplaced", w.is_replaced)
  FROM given AS g
  JOIN worker_registration.operation_worker AS was ON was.operation = $1 AND was.worker = g.worker
  WHERE w.operation = $1 AND w.worker = g.worker
  RETURNING was.step AS was, w.step AS step
),
counts AS (
  SELECT
    count(*) FILTER (WHERE step = 'under-way') - count(*) FILTER (WHERE was = 'under-way') AS under_way,
    count(*) FILTER (WHERE step = 'done') - count(*) FILTER (WHERE was = 'done') AS done,
    count(*) FILTER (WHERE step = 'skipped') - count(*) FILTER (WHERE was = 'skipped') AS skipped,
    count(*) FILTER (WHERE step = 'failed') - count(*) FILTER (WHERE was = 'failed') AS failed
  FROM recorded
)
UPDATE worker_registration.operation AS o SET
  under_way = o.under_way + c.under_way,
  done = o.done + c.done,
  skipped = o.skipped + c.skipped,
  failed = o.failed + c.failed,
  waiting_for = $3
FROM counts AS c
WHERE o.id = $1
