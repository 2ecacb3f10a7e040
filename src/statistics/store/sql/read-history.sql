-- Returns the last snapshot of the statistics in each step of a time range. One index lookup per step, so that the
-- cost does not depend on how often a sweep runs.
--
-- $1  timestamptz       from
-- $2  timestamptz       until, exclusive
-- $3  double precision  length of a step in seconds; steps begin at multiples of it since 1970
-- Result: one row per step that has a snapshot, in order of time.
SELECT snapshot.at, snapshot.statistics
FROM generate_series(
  date_bin(make_interval(secs => $3), $1::timestamptz, to_timestamp(0)),
  $2::timestamptz - interval '1 microsecond',
  make_interval(secs => $3)
) AS step (begins)
CROSS JOIN LATERAL (
  SELECT finished_at AS at, statistics
  FROM worker_registration.sweep
  WHERE finished_at >= greatest(begins, $1) AND finished_at < least(begins + make_interval(secs => $3), $2)
    AND statistics IS NOT NULL
  ORDER BY finished_at DESC
  LIMIT 1
) AS snapshot
ORDER BY step.begins
