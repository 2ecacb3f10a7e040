-- Deletes revocations whose tokens can no longer register, the oldest first.
--
-- $1  integer  days since the revocation
-- $2  integer  maximum number of rows
-- Result: the number of deleted ones.
WITH dropped AS (
  DELETE FROM worker_registration.worker_revocation
  WHERE id IN (
    SELECT id FROM worker_registration.worker_revocation
    WHERE revoked_at < now() - make_interval(days => $1)
    ORDER BY revoked_at
    LIMIT $2
  )
  RETURNING id
)
SELECT count(*)::integer AS dropped FROM dropped
