-- Checks whether an instance was seen in the future, which means that the clock was set back.
--
-- Result: one row if so.
SELECT number FROM worker_registration.instance WHERE seen_at > now() + interval '1 second' LIMIT 1
