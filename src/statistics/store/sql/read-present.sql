-- How many workers were present when the fleet was counted last, however long ago that is.
--
-- $1  text  kind
-- Result: one row; none before the first count, NULL while the first is under way.
SELECT (value #>> '{health,present}')::integer AS present FROM worker_registration.statistics WHERE kind = $1
