-- Drops the records of workers that are about to be replaced (`force`) or deleted; their states go with them.
--
-- $1  text[]  worker ids
-- Result: worker_id of each record that there was.
WITH doomed AS (
  SELECT id FROM worker_registration.worker WHERE worker_id = ANY ($1) ORDER BY worker_id FOR UPDATE
)
DELETE FROM worker_registration.worker AS w
USING doomed
WHERE w.id = doomed.id
RETURNING w.worker_id
