-- Holds workers that are about to be dropped or taken over, so that nothing happens to them meanwhile: descriptions
-- before states, as a registration locks them. Descriptions not against the check of the foreign key: whoever holds a state
-- and updates it once more makes it, and would wait here in a circle.
--
-- $1  text[]  worker ids
-- Result: of each that there is: id, worker_id, incarnation, the process that is registered, and whether it was ever seen.
WITH doomed AS (
  SELECT id, worker_id FROM worker_registration.worker WHERE worker_id = ANY ($1) ORDER BY worker_id FOR NO KEY UPDATE
)
SELECT s.id, d.worker_id, s.incarnation, s.boot_id, s.presence <> 'NOT_SEEN' AS seen
FROM worker_registration.worker_state AS s
JOIN doomed AS d USING (id)
ORDER BY s.id
FOR UPDATE OF s
