-- Descriptions of workers.
--
-- $1  uuid[]  ids
-- Result: a row for each worker that exists, with the names of the fields in answers.
SELECT id, worker_id AS "workerId", revision, name, host_name AS "hostName", host_address AS "hostAddress", port,
  max_concurrent_jobs AS "maxConcurrentJobs", capabilities, tags, version, priority_threshold AS "priorityThreshold",
  worker_load_factor AS "workerLoadFactor", zone, health_path AS "healthPath", reconnect
FROM worker_registration.worker
WHERE id = ANY ($1)
