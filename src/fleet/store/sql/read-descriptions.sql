-- Reads the descriptions of workers.
--
-- $1  uuid[]  ids
-- Result: a row for each worker that exists, with the names of the fields in answers.
SELECT id, revision, overrides, reported, {fields}
FROM worker_registration.worker
WHERE id = ANY ($1)
