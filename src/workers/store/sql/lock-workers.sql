-- Holds the states of workers that are about to be dropped, so that they are given no job meanwhile. States before
-- descriptions, as everybody locks them.
--
-- $1  text[]  worker ids
-- Result: id and worker_id of each that there is.
SELECT s.id, w.worker_id
FROM worker_registration.worker_state AS s
JOIN worker_registration.worker AS w USING (id)
WHERE w.worker_id = ANY ($1)
ORDER BY s.id
FOR UPDATE OF s
