-- Reads the descriptions of workers.
--
-- $1  uuid[]  ids
-- Result: a row for each worker that exists, with the names of the fields in answers.
SELECT id, revision, overrides, reported, worker_id AS "workerId", name AS "name", host_name AS "hostName", host_address AS "hostAddress", port AS "port", max_concurrent_jobs AS "maxConcurrentJobs", capabilities AS "capabilities", tags AS "tags", version AS "version", priority_threshold AS "priorityThreshold", worker_load_factor AS "workerLoadFactor", zone AS "zone", lease_seconds AS "leaseSeconds", health_path AS "healthPath", reconnect AS "reconnect"
FROM worker_registration.worker
WHERE id = ANY ($1)
