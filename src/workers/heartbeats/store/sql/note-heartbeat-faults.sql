-- Stores faults of the heartbeats of workers, for their health reports.
--
-- $1  uuid[]              workers, without duplicates
-- $2  integer[]           heartbeats that were refused since the last note
-- $3  double precision[]  seconds since the last of them; NULL if there was none
-- $4  text[]              its error code
-- $5  text[]              its error message
-- $6  double precision[]  seconds since the last field was dropped; NULL if none was
-- $7  text[]              the field
-- $8  text[]              what was wrong with it
INSERT INTO worker_registration.heartbeat_fault AS f (
  worker, refusals, refused_at, refusal_code, refusal, dropped_at, dropped_field, dropped
)
SELECT
  w.id, n.refusals, now() - make_interval(secs => n.refused_ago), n.code, n.refusal,
  now() - make_interval(secs => n.dropped_ago), n.field, n.dropped
FROM unnest(
  $1::uuid[], $2::integer[], $3::float8[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[]
) AS n (worker, refusals, refused_ago, code, refusal, dropped_ago, field, dropped)
JOIN worker_registration.worker AS w ON w.id = n.worker
ORDER BY w.id
ON CONFLICT (worker) DO UPDATE SET
  -- Counts those since the last accepted heartbeat.
  refusals = excluded.refusals + CASE
    WHEN f.refused_at > (SELECT s.lease_renewed_at FROM worker_registration.worker_state AS s WHERE s.id = f.worker)
      OR excluded.refusals = 0
    THEN f.refusals ELSE 0
  END,
  refused_at = greatest(excluded.refused_at, f.refused_at),
  refusal_code = coalesce(excluded.refusal_code, f.refusal_code),
  refusal = coalesce(excluded.refusal, f.refusal),
  dropped_at = greatest(excluded.dropped_at, f.dropped_at),
  dropped_field = coalesce(excluded.dropped_field, f.dropped_field),
  dropped = coalesce(excluded.dropped, f.dropped)
