-- How many keys with the role admin there are, and until when one of them works.
--
-- Result: one row: all of them, those that work, those that never expire, and when the last one that works expires.
SELECT
  count(*)::integer AS total,
  count(*) FILTER (WHERE expires_at IS NULL OR expires_at > now())::integer AS usable,
  count(*) FILTER (WHERE expires_at IS NULL)::integer AS lasting,
  max(expires_at) FILTER (WHERE expires_at > now()) AS last_end
FROM worker_registration.api_key
WHERE 'admin' = ANY (roles)
