-- Locks workers that are about to be deleted or taken over, so that they do not change meanwhile: descriptions before
-- states, as a registration does. Descriptions are not locked against the check of the foreign key: a transaction
-- that has locked a state performs it when it updates the state again, and would deadlock.
--
-- $1  text[]  worker ids
-- $2  jsonb   the scope of the caller, or NULL
-- Result: for each existing worker: id, worker_id, incarnation, the registered process, whether it was ever seen, the
-- last incarnation whose credentials were revoked, if any, whether no process has registered since, and whether it is
-- in the scope.
WITH doomed AS (
  SELECT id, worker_id FROM worker_registration.worker WHERE worker_id = ANY ($1) ORDER BY worker_id FOR NO KEY UPDATE
)
SELECT
  s.id, d.worker_id, s.incarnation, s.boot_id, r.incarnation AS revoked,
  coalesce(s.incarnation - 1 = r.incarnation AND s.last_registered_at < r.revoked_at, false) AS vacant,
  s.presence <> 'EXPECTED' AS seen,
  worker_registration.is_in_scope(s.id, $2::jsonb) AS inside
FROM worker_registration.worker_state AS s
JOIN doomed AS d USING (id)
LEFT JOIN worker_registration.worker_revocation AS r USING (id)
ORDER BY s.id
FOR UPDATE OF s
