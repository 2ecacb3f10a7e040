-- Reads the gaps of instances, and of workers whose rows were locked, and the lengths of leases that they extend.
--
-- $1  double precision  only gaps that ended within this many seconds; NULL: all
-- Result: one row with the current time and four arrays, the last of up to 33 lengths in seconds, ascending; times are milliseconds since 1970.
WITH RECURSIVE horizon AS (
  SELECT coalesce(now() - make_interval(secs => $1::float8), '-infinity') AS at
),
-- Reads one entry of the index for each length.
own_lease AS (
  SELECT min(lease_seconds) AS seconds FROM worker_registration.worker_state WHERE lease_seconds IS NOT NULL
  UNION ALL
  SELECT (SELECT min(s.lease_seconds) FROM worker_registration.worker_state AS s WHERE s.lease_seconds > o.seconds)
  FROM own_lease AS o
  WHERE o.seconds IS NOT NULL
)
SELECT
  extract(epoch FROM now())::float8 * 1000 AS now,
  (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'number', i.number,
      'seenAt', extract(epoch FROM i.seen_at)::float8 * 1000,
      'heir', i.heir,
      'goneAt', CASE WHEN i.heir IS NOT NULL THEN extract(epoch FROM i.gap_until)::float8 * 1000 END
    )), '[]')
    FROM worker_registration.instance AS i
    WHERE i.heir IS NULL OR i.gap_until >= (SELECT at FROM horizon)
  ) AS instances,
  (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'instance', g.instance,
      'from', extract(epoch FROM g.gap_from)::float8 * 1000,
      'until', extract(epoch FROM g.gap_until)::float8 * 1000
    )), '[]')
    FROM worker_registration.gap AS g
    WHERE g.gap_until >= (SELECT at FROM horizon)
  ) AS gaps,
  (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'worker', g.worker,
      'takenBy', s.taken_by,
      'leaseSeconds', s.lease_seconds,
      'from', extract(epoch FROM g.gap_from)::float8 * 1000,
      'until', extract(epoch FROM g.gap_until)::float8 * 1000
    )), '[]')
    FROM worker_registration.worker_gap AS g
    JOIN worker_registration.worker_state AS s ON s.id = g.worker
    WHERE g.gap_until >= (SELECT at FROM horizon)
  ) AS "workerGaps",
  (
    SELECT coalesce(jsonb_agg(seconds ORDER BY seconds), '[]')
    FROM (
      (SELECT seconds FROM own_lease WHERE seconds IS NOT NULL LIMIT 32)
      UNION
      SELECT max(lease_seconds) FROM worker_registration.worker_state WHERE lease_seconds IS NOT NULL
    ) AS lengths
    WHERE seconds IS NOT NULL
  ) AS "ownLeases"
