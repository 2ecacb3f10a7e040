-- Holds workers that are about to be dropped, so that they are given no job meanwhile: descriptions before states, as a
-- registration locks them.
--
-- $1  text[]  worker ids
-- Result: id and worker_id of each that there is.
WITH doomed AS (
  SELECT id, worker_id FROM worker_registration.worker WHERE worker_id = ANY ($1) ORDER BY worker_id FOR UPDATE
)
SELECT s.id, d.worker_id
FROM worker_registration.worker_state AS s
JOIN doomed AS d USING (id)
ORDER BY s.id
FOR UPDATE OF s
