-- Claims workers by id, due or not; skips those that another probe has claimed. A worker without a row gets one.
--
-- $1  uuid[]            ids
-- $2  integer           the instance
-- $3  double precision  duration of a claim in seconds
-- $4  double precision  length of a lease in seconds where a worker has none of its own
-- $5  jsonb             the scope of the caller, or NULL
-- Result: one row per claimed worker.
WITH named AS (
  SELECT w.id, w.revision
  FROM worker_registration.worker AS w
  WHERE w.id = ANY ($1) AND worker_registration.is_in_scope(w.id, $5::jsonb)
    -- Another worker that sends heartbeats has the same address and port: an answer would prove nothing.
    AND worker_registration.beating_at(
      coalesce(w.host_address, w.host_name), w.port, w.id, $4
    ) IS NULL
  FOR KEY SHARE
),
claimed AS (
  INSERT INTO worker_registration.probe AS p (id, revision, next_at, claimed_by, claimed_until)
  SELECT id, revision, now() + make_interval(secs => $3), $2, now() + make_interval(secs => $3)
  FROM named
  ORDER BY id
  ON CONFLICT (id) DO UPDATE SET
    failures = CASE WHEN p.revision = excluded.revision THEN p.failures ELSE 0 END,
    revision = excluded.revision,
    next_at = excluded.next_at,
    claimed_by = excluded.claimed_by,
    claimed_until = excluded.claimed_until
  WHERE p.claimed_until IS NULL OR p.claimed_until <= now()
  RETURNING p.*
)
SELECT
  c.id, c.lane, c.failures, w.worker_id, c.revision, coalesce(w.host_address, w.host_name) AS host, w.port,
  w.health_path, w.reconnect
FROM claimed AS c
JOIN worker_registration.worker AS w USING (id)
WHERE coalesce(w.host_address, w.host_name) IS NOT NULL AND w.port IS NOT NULL
