-- Reads a session, active or not.
--
-- $1  text  id
-- Result: its account, or no row for an unknown one.
SELECT account FROM worker_registration.session WHERE id = $1
