-- Stores the ciphertext of a key that was stored unencrypted.
--
-- $1  text   its key id
-- $2  bytea  its secret, encrypted
-- Result: nothing.
UPDATE worker_registration.signing_key SET secret = $2, sealed = true WHERE kid = $1 AND NOT sealed
