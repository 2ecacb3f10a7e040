-- Shares figures for a multiple of the time that it took to take them.
--
-- $1  text              kind
-- $2  timestamptz       when the taking began
-- $3  jsonb             the figures
-- $4  double precision  seconds that they are shared at least
-- $5  double precision  times the duration that they are shared at least
-- Result: one row: the milliseconds that they are valid.
UPDATE worker_registration.statistics
SET taken_at = $2, value = $3, valid_until = clock_timestamp() + greatest(
  make_interval(secs => $4), (clock_timestamp() - $2) * $5::float8
)
WHERE kind = $1
RETURNING extract(epoch FROM valid_until - clock_timestamp())::float8 * 1000 AS valid_ms
