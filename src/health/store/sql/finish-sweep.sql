-- Finishes a sweep: stores its end and the figures of the fleet.
--
-- $1  bigint   the round
-- $2  integer  the instance
-- $3  jsonb    the system statistics
UPDATE worker_registration.sweep SET finished_at = now(), statistics = $3
WHERE round = $1 AND instance = $2 AND finished_at IS NULL
