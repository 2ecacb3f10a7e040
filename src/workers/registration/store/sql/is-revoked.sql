-- Checks whether a token was revoked.
--
-- $1  uuid     id of its record
-- $2  integer  its incarnation
-- Result: one row if it was.
SELECT FROM worker_registration.worker_revocation WHERE id = $1 AND incarnation >= $2
