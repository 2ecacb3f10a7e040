-- Lists the workers that clients of Eureka see, with a mark that changes when what they see may have changed.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
SELECT w.id, {mark} AS mark
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.terms @> ARRAY['c:eureka'] AND {shown}
