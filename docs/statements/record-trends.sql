-- Adds a minute to the figures of workers that report some: of those that are most in need of it, if there are too many.
-- A worker that was not heard since its last minute has no figures in this one.
--
-- $1  integer           maximum number of workers
-- $2  double precision  lateness in seconds from which on a worker without other figures has a trend
-- The pieces `memoryByte`, `lagByte`, `errorsByte` and `latenessByte`: trend-scales.ts.
-- Result: a row for each worker that may have to be warned of: those with much memory, lag or lateness, new errors, or a restart.
WITH first AS (
  -- Only places are sorted: rows would not fit into the memory of a sort.
  SELECT s.ctid AS place
  FROM worker_registration.worker_state AS s
  WHERE s.presence = 'PRESENT' AND (
    s.memory_usage IS NOT NULL OR s.event_loop_lag_ms IS NOT NULL OR s.error_count > 0 OR s.worst_lateness >= $2
    OR s.incarnation > 1 AND s.last_registered_at > now() - interval '1 hour'
  )
  ORDER BY greatest(
    s.memory_usage,
    least(coalesce(s.event_loop_lag_ms, 0)::float8 / 10, 100),
    least(coalesce(s.worst_lateness, 0) * 5, 100),
    CASE WHEN s.incarnation > 1 AND s.last_registered_at > now() - interval '1 hour' THEN 90 ELSE 0 END
  ) DESC
  LIMIT $1
),
chosen AS MATERIALIZED (
  SELECT s.*
  FROM first
  CROSS JOIN LATERAL (
    SELECT
      id, zone, incarnation, error_count, memory_usage, event_loop_lag_ms, worst_lateness, last_heartbeat,
      order_kind IS NOT NULL AS is_ordered, contested_until IS NOT NULL AS is_contested
    FROM worker_registration.worker_state
    WHERE ctid = first.place
    OFFSET 0 -- a plan for any number of workers would read the table once more
  ) AS s
),
known AS (
  SELECT
    c.*,
    t.at, t.memory, t.lag, t.errors, t.lateness,
    coalesce(t.incarnation, c.incarnation) <> c.incarnation AS is_new,
    c.last_heartbeat > t.at AS is_heard,
    t.error_count AS errors_before,
    coalesce(round(extract(epoch FROM now() - t.at) / 60), 1)::integer AS minutes,
    coalesce(floor(extract(epoch FROM now()) / 3600) - floor(extract(epoch FROM t.at) / 3600), 1)::integer AS hours
  FROM chosen AS c
  -- Figures of the future are from a clock that was set back.
  LEFT JOIN worker_registration.worker_trend AS t ON t.id = c.id AND t.at < now() + interval '1 minute'
),
figures AS (
  SELECT
    k.*,
    coalesce(k.at + make_interval(mins => minutes), now()) AS minute,
    least(minutes - 1, 60) AS missing,
    least(hours - 1, 24) AS missing_hours,
    CASE WHEN is_new THEN 254 WHEN coalesce(is_heard, true) THEN CASE WHEN k.memory_usage IS NULL THEN 255 ELSE least(250, round(2 * k.memory_usage))::integer END ELSE 255 END AS memory_byte,
    CASE WHEN coalesce(is_heard, true) THEN CASE WHEN k.event_loop_lag_ms IS NULL THEN 255 ELSE least(250, round(12 * log(2, 1 + greatest(0, k.event_loop_lag_ms)::numeric)))::integer END ELSE 255 END AS lag_byte,
    CASE WHEN coalesce(is_heard, true) THEN CASE WHEN CASE WHEN k.error_count < k.errors_before THEN k.error_count ELSE k.error_count - coalesce(k.errors_before, k.error_count) END IS NULL THEN 255 ELSE least(250, round(16 * log(2, 1 + greatest(0, CASE WHEN k.error_count < k.errors_before THEN k.error_count ELSE k.error_count - coalesce(k.errors_before, k.error_count) END)::numeric)))::integer END ELSE 255 END AS errors_byte,
    CASE WHEN k.worst_lateness IS NULL THEN 255 ELSE least(250, round(20 * log(2, 1 + greatest(0, k.worst_lateness)::numeric)))::integer END AS lateness_byte
  FROM known AS k
  WHERE minutes > 0
),
written AS (
  INSERT INTO worker_registration.worker_trend AS t (id, at, incarnation, error_count, memory, lag, errors, lateness)
  SELECT
    id, minute, incarnation, error_count,
    worker_registration.append_byte(coalesce(memory, ''), missing, memory_byte, 60),
    worker_registration.append_byte(coalesce(lag, ''), missing, lag_byte, 60),
    worker_registration.append_byte(coalesce(errors, ''), missing, errors_byte, 60),
    CASE
      WHEN hours > 0 THEN worker_registration.append_byte(coalesce(lateness, ''), missing_hours, lateness_byte, 24)
      ELSE set_byte(lateness, length(lateness) - 1, lateness_byte)
    END
  FROM figures
  ON CONFLICT (id) DO UPDATE SET
    at = excluded.at,
    incarnation = excluded.incarnation,
    error_count = excluded.error_count,
    memory = excluded.memory,
    lag = excluded.lag,
    errors = excluded.errors,
    lateness = excluded.lateness
  RETURNING t.id, t.at, t.memory, t.lag, t.errors, t.lateness
)
SELECT n.*, f.zone, f.is_contested, (SELECT w.worker_id FROM worker_registration.worker AS w WHERE w.id = n.id) AS worker_id
FROM written AS n
JOIN figures AS f USING (id)
WHERE NOT f.is_ordered AND (
  f.memory_byte BETWEEN 100 AND 250
  OR f.lag_byte BETWEEN 60 AND 250
  OR f.errors_byte BETWEEN 1 AND 250
  OR f.lateness_byte BETWEEN 50 AND 250
  OR position('\xfe'::bytea IN n.memory) > 0
)
