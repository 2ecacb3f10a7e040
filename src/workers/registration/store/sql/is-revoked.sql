-- Whether a token was revoked.
--
-- $1  uuid     id of its record
-- $2  integer  its incarnation
-- Result: one row where it was.
SELECT FROM worker_registration.worker_revocation WHERE id = $1 AND incarnation >= $2
