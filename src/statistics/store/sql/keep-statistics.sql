-- Stores figures, to be shared for a multiple of the time that the count took.
--
-- $1  text              kind
-- $2  timestamptz       when the count began
-- $3  jsonb             the figures
-- $4  double precision  minimum number of seconds for which they are shared
-- $5  double precision  minimum multiple of the count's duration for which they are shared
-- Result: one row: the milliseconds that they are valid.
UPDATE worker_registration.statistics
SET taken_at = $2, value = $3, valid_until = clock_timestamp() + greatest(
  make_interval(secs => $4), (clock_timestamp() - $2) * $5::float8
)
WHERE kind = $1
RETURNING extract(epoch FROM valid_until - clock_timestamp())::float8 * 1000 AS valid_ms
