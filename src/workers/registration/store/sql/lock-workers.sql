-- Locks workers that are about to be deleted or taken over, so that they do not change meanwhile: descriptions before
-- states, as a registration does. Descriptions are not locked against the check of the foreign key: a transaction
-- that has locked a state performs it when it updates the state again, and would deadlock.
--
-- $1  text[]  worker ids
-- $2  jsonb   the scope of the caller, or NULL
-- Result: for each existing worker: id, worker_id, incarnation, the registered process, whether it was ever seen, the
-- last incarnation whose credentials were revoked, if any, whether no process has registered since, and whether it is
-- in the scope.
--
-- Each row is found by its key: a connection keeps the plan of its first registrations, and while there are no workers
-- PostgreSQL would plan to read all of them.
WITH doomed AS (
  SELECT w.id, w.worker_id
  FROM (SELECT DISTINCT name COLLATE "C" AS worker_id FROM unnest($1::text[]) AS name ORDER BY 1) AS wanted
  CROSS JOIN LATERAL (
    SELECT id, worker_id FROM worker_registration.worker WHERE worker_id = wanted.worker_id FOR NO KEY UPDATE
  ) AS w
)
SELECT
  s.id, d.worker_id, s.incarnation, s.boot_id, r.incarnation AS revoked,
  coalesce(s.incarnation - 1 = r.incarnation AND s.last_registered_at < r.revoked_at, false) AS vacant,
  s.presence <> 'EXPECTED' AS seen,
  worker_registration.is_in_scope(s.id, $2::jsonb) AS inside
FROM (SELECT id, worker_id FROM doomed ORDER BY id) AS d
CROSS JOIN LATERAL (
  SELECT id, incarnation, boot_id, presence, last_registered_at
  FROM worker_registration.worker_state
  WHERE id = d.id
  FOR UPDATE
) AS s
LEFT JOIN LATERAL (
  SELECT incarnation, revoked_at FROM worker_registration.worker_revocation WHERE id = s.id OFFSET 0
) AS r ON true
