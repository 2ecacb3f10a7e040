-- Finds other present workers that send heartbeats and have the address and port of these.
--
-- $1  uuid[]            ids
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- Result: a row for each worker with such a neighbour, with the neighbour's workerId.
SELECT id, other
FROM worker_registration.worker AS w
CROSS JOIN LATERAL worker_registration.beating_at(
  coalesce(w.host_address, w.host_name), w.port, w.id, $2
) AS other
WHERE w.id = ANY ($1::uuid[]) AND w.port IS NOT NULL AND other IS NOT NULL
