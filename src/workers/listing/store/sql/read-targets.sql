-- Reads the descriptions of workers that have an address and a port, in the order of their ids.
--
-- $1 ids
--
-- Returns their columns as lists of texts; tags hold no commas.
SELECT
  w.id,
  w.worker_id,
  w.name,
  coalesce(w.host_address, w.host_name),
  w.port,
  w.zone,
  w.version,
  array_to_string(w.tags, ',')
FROM worker_registration.worker AS w
WHERE w.id = ANY ($1::uuid[]) AND w.port IS NOT NULL AND coalesce(w.host_address, w.host_name) IS NOT NULL
ORDER BY w.id
