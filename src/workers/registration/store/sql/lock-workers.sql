-- Holds workers that are about to be dropped or taken over, so that nothing happens to them meanwhile: descriptions
-- before states, as a registration locks them. Descriptions not against the check of the foreign key: whoever holds a state
-- and updates it once more makes it, and would wait here in a circle.
--
-- $1  text[]  worker ids
-- $2  jsonb   the scope of the caller, or NULL
-- Result: of each that there is: id, worker_id, incarnation, the process that is registered, whether it was ever seen, the
-- last incarnation whose credentials were revoked, if any, whether no process has registered since, and whether it lies in the scope.
WITH doomed AS (
  SELECT id, worker_id FROM worker_registration.worker WHERE worker_id = ANY ($1) ORDER BY worker_id FOR NO KEY UPDATE
)
SELECT
  s.id, d.worker_id, s.incarnation, s.boot_id, r.incarnation AS revoked,
  coalesce(s.incarnation - 1 = r.incarnation AND s.last_registered_at < r.revoked_at, false) AS vacant,
  s.presence <> 'NOT_SEEN' AS seen,
  worker_registration.is_in_scope(s.id, $2::jsonb) AS inside
FROM worker_registration.worker_state AS s
JOIN doomed AS d USING (id)
LEFT JOIN worker_registration.worker_revocation AS r USING (id)
ORDER BY s.id
FOR UPDATE OF s
