-- The signing keys without their secrets, the newest first.
--
-- Result: one row a key.
SELECT kid, generation, sealed, created_at FROM worker_registration.signing_key ORDER BY generation DESC
