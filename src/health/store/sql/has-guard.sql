-- Whether there is any guard.
--
-- Result: one row where there is.
SELECT FROM worker_registration.guard LIMIT 1
