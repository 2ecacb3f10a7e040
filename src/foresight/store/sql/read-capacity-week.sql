-- Returns the hours of the week over the last 8 weeks, of a pool or a zone of it.
--
-- $1  text  pool; '' for the whole fleet
-- $2  text  zone; '' for the whole pool
-- Result: a row for each hour with steps, by day (0 is Monday) and hour in UTC.
SELECT
  extract(isodow FROM at AT TIME ZONE 'UTC')::integer - 1 AS day, extract(hour FROM at AT TIME ZONE 'UTC')::integer AS hour,
  avg(used)::float8 AS used, max(peak)::float8 AS peak, avg(usable)::float8 AS usable, count(*)::integer AS weeks
FROM worker_registration.capacity_step
WHERE step_minutes = 60 AND pool = $1 AND zone = $2 AND samples > 0 AND at > statement_timestamp() - interval '56 days'
GROUP BY 1, 2
ORDER BY 1, 2
