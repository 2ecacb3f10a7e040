-- Counts the keys with role admin, and reads until when one of them works.
--
-- Result: one row: the numbers of all, of working and of never expiring ones, and when the last working one expires.
SELECT
  count(*)::integer AS total,
  count(*) FILTER (WHERE expires_at IS NULL OR expires_at > now())::integer AS usable,
  count(*) FILTER (WHERE expires_at IS NULL)::integer AS lasting,
  max(expires_at) FILTER (WHERE expires_at > now()) AS last_end
FROM worker_registration.api_key
WHERE 'admin' = ANY (roles)
