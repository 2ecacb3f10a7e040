-- Reads all signing keys, the oldest first, and the current time.
--
-- Result: one row per key; created_at and now in milliseconds.
SELECT
  kid, secret, sealed,
  (extract(epoch FROM created_at) * 1000)::double precision AS created_at,
  (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now
FROM worker_registration.signing_key
ORDER BY generation
