-- Counts the slots of the fleet and of each pool, and adds them to the current steps of 5 minutes and of an hour.
--
-- $1 to $3: as in count-capacity.sql
-- $4  integer  maximum number of zones of a pool, the largest, with steps of their own
-- The piece `counted`: count-capacity.sql
-- Result: the number of rows that were written.
WITH counted AS MATERIALIZED (
  {counted}
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY pool ORDER BY usable DESC, zone) AS place FROM counted WHERE zone <> ''
),
part AS (
  SELECT pool, zone, workers, usable, used, free, suspect, draining, expected FROM ranked WHERE place <= $4
  UNION ALL
  -- Pools without workers have steps too: their figures are 0.
  SELECT
    named.pool, '', coalesce(sum(workers), 0), coalesce(sum(usable), 0), coalesce(sum(used), 0), coalesce(sum(free), 0),
    coalesce(sum(suspect), 0), coalesce(sum(draining), 0), coalesce(sum(expected), 0)
  FROM (
    SELECT '' AS pool
    UNION ALL
    SELECT name FROM jsonb_to_recordset($3) AS given (name text)
  ) AS named
  LEFT JOIN counted USING (pool)
  GROUP BY named.pool
),
written AS (
  INSERT INTO worker_registration.capacity_step AS step (
    pool, zone, step_minutes, at, samples, workers, usable, used, peak, free, suspect, draining, expected
  )
  SELECT
    pool, zone, minutes, date_bin(make_interval(mins => minutes), statement_timestamp(), to_timestamp(0)), 1,
    workers, usable, used, used, free, suspect, draining, expected
  FROM part
  CROSS JOIN (VALUES (5), (60)) AS length (minutes)
  ON CONFLICT (step_minutes, pool, zone, at) DO UPDATE SET
    samples = step.samples + 1,
    workers = step.workers + (excluded.workers - step.workers) / (step.samples + 1),
    usable = step.usable + (excluded.usable - step.usable) / (step.samples + 1),
    used = step.used + (excluded.used - step.used) / (step.samples + 1),
    peak = greatest(step.peak, excluded.peak),
    free = step.free + (excluded.free - step.free) / (step.samples + 1),
    suspect = step.suspect + (excluded.suspect - step.suspect) / (step.samples + 1),
    draining = step.draining + (excluded.draining - step.draining) / (step.samples + 1),
    expected = step.expected + (excluded.expected - step.expected) / (step.samples + 1)
  RETURNING 1
)
SELECT count(*)::integer AS written FROM written
