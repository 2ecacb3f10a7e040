-- Adds refused claims to the current steps of 5 minutes and of an hour of their pools.
--
-- $1  text[]     pools; '' for the whole fleet
-- $2  integer[]  number of jobs that were refused, for each
-- Result: none.
INSERT INTO worker_registration.capacity_step AS step (pool, zone, step_minutes, at, samples, unmet)
SELECT pool, '', minutes, date_bin(make_interval(mins => minutes), statement_timestamp(), to_timestamp(0)), 0, jobs
FROM unnest($1::text[], $2::integer[]) AS refused (pool, jobs)
CROSS JOIN (VALUES (5), (60)) AS length (minutes)
ON CONFLICT (step_minutes, pool, zone, at) DO UPDATE SET unmet = step.unmet + excluded.unmet
