-- Whether an instance was seen later than now, as is the case after the clock was set back.
--
-- Result: one row if so.
SELECT number FROM worker_registration.instance WHERE seen_at > now() + interval '1 second' LIMIT 1
