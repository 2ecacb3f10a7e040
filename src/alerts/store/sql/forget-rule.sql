-- Deletes the row of a rule that the settings no longer have.
--
-- $1  text  name of the rule
DELETE FROM worker_registration.alert_rule WHERE name = $1
