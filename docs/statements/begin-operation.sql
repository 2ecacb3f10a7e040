-- Begins an operation whose workers are chosen: counts them, and resolves the limit on unavailable ones.
--
-- $1  uuid     id
-- $2  integer  maximum number of unavailable workers, or NULL
-- $3  integer  the same in percent of the workers that are not skipped, or NULL
WITH counts AS (
  SELECT count(*)::integer AS total, (count(*) FILTER (WHERE step = 'skipped'))::integer AS skipped
  FROM worker_registration.operation_worker
  WHERE operation = $1
),
begun AS (
  UPDATE worker_registration.operation AS o SET
    total = c.total,
    skipped = c.skipped,
    max_unavailable = coalesce($2::integer, CASE WHEN $3::integer IS NOT NULL THEN greatest(1, (c.total - c.skipped) * $3::integer / 100) END)
  FROM counts AS c
  WHERE o.id = $1
  RETURNING o.*
)
INSERT INTO worker_registration.journal (type, actor, detail)
SELECT 'operation-begun', array_to_string(actor || origin, chr(31)), jsonb_strip_nulls(jsonb_build_object(
  'operation', id, 'kind', kind, 'reason', reason, 'workers', total, 'maxUnavailable', max_unavailable,
  'deadline', deadline, 'until', order_until, 'by', CASE WHEN by_zone THEN 'zone' END, 'wait', awaits, 'undoes', undoes
))
FROM begun
