-- One session, over or not.
--
-- $1  text  id
-- Result: its account, or nothing for an unknown one.
SELECT account FROM worker_registration.session WHERE id = $1
