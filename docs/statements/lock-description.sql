-- Locks the description of a worker, before its state, as a registration does, and reads it.
--
-- $1  uuid   id
-- $2  jsonb  the scope of the caller, or NULL
-- Result: no row for an unknown worker, or one outside the scope.
SELECT id, overrides, reported, worker_id AS "workerId", name AS "name", host_name AS "hostName", host_address AS "hostAddress", port AS "port", max_concurrent_jobs AS "maxConcurrentJobs", capabilities AS "capabilities", tags AS "tags", version AS "version", priority_threshold AS "priorityThreshold", worker_load_factor AS "workerLoadFactor", zone AS "zone", lease_seconds AS "leaseSeconds", health_path AS "healthPath", reconnect AS "reconnect"
FROM worker_registration.worker
WHERE id = $1 AND worker_registration.is_in_scope(id, $2::jsonb)
FOR NO KEY UPDATE
