-- Returns the time, and when the fleet was last looked at for warnings.
--
-- $1  text  name of the duty
-- Result: one row.
SELECT now() AS now, (SELECT claimed_at FROM worker_registration.duty WHERE name = $1) AS evaluated_at
