-- Ends the validity of figures, so that the next reader counts.
--
-- $1  text  kind
UPDATE worker_registration.statistics SET valid_until = '-infinity' WHERE kind = $1
