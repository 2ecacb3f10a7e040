-- Deletes operations that ended long ago, with their workers.
--
-- $1  integer  days to keep them
-- $2  integer  maximum number of rows
-- Result: the number of deleted operations.
WITH ended AS (
  SELECT id FROM worker_registration.operation
  WHERE state NOT IN ('running', 'paused') AND state_since < now() - make_interval(days => $1)
  ORDER BY id
  LIMIT $2
  FOR UPDATE SKIP LOCKED
),
deleted AS (
  DELETE FROM worker_registration.operation AS o USING ended AS e WHERE o.id = e.id RETURNING o.id
)
SELECT count(*)::integer AS deleted FROM deleted
