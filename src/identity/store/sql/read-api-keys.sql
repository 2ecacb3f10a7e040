-- Reads all API keys, by name.
--
-- Result: one row per key; the database clock decides whether it has expired.
SELECT
  id, name, hash, roles, created_at, created_by, expires_at, zone, tag, worker_id_prefix,
  (extract(epoch FROM expires_at) * 1000)::double precision AS expires_ms
FROM worker_registration.api_key
ORDER BY name
