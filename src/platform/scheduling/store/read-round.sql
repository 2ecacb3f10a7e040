-- The round of a duty that was claimed last, by any instance.
--
-- $1  text  name of the duty
SELECT round FROM worker_registration.duty WHERE name = $1
