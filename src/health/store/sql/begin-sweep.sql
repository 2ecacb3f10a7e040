-- Begins a sweep, or takes it over from an instance that is gone.
--
-- $1  bigint   the round
-- $2  integer  the instance that runs it
-- $3  text     schedule, or request
INSERT INTO worker_registration.sweep AS s (round, instance, cause) VALUES ($1, $2, $3)
ON CONFLICT (round) DO UPDATE SET instance = excluded.instance, taken_over = s.taken_over + 1
