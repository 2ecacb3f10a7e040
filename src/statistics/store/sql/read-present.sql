-- Returns the number of present workers at the last count, however long ago.
--
-- $1  text  kind
-- Result: one row; none before the first count, NULL while the first one is under way.
SELECT (value #>> '{health,present}')::integer AS present FROM worker_registration.statistics WHERE kind = $1
