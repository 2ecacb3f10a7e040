-- Lists the signing keys without their secrets, the newest first.
--
-- Result: one row per key.
SELECT kid, generation, sealed, created_at FROM worker_registration.signing_key ORDER BY generation DESC
