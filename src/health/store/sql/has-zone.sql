-- Whether any worker is in a zone.
--
-- $1  text  zone; '' for workers without one
-- Result: one row if so.
SELECT FROM worker_registration.worker
WHERE CASE WHEN $1 = '' THEN zone IS NULL ELSE terms @> ARRAY['z:' || $1] END
LIMIT 1
