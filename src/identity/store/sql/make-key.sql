-- Creates the next signing key if there is none or the newest is old enough. The lock of the signing keys must be held.
--
-- $1  text     its key id
-- $2  bytea    its secret
-- $3  boolean  whether the secret is encrypted
-- $4  integer  days after which the newest key is followed by another
-- Result: one row, or none if no key was due.
INSERT INTO worker_registration.signing_key (kid, generation, secret, sealed)
SELECT $1, coalesce(max(generation), 0) + 1, $2, $3
FROM worker_registration.signing_key
HAVING coalesce(max(created_at) <= now() - make_interval(days => $4), true)
RETURNING kid
