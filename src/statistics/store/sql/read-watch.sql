-- Whether guards are there, and when the last sweep was finished: two looks at small tables.
--
-- Result: one row.
SELECT
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'HOLDING')::integer AS holding,
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'SPENT')::integer AS spent,
  -- By round: moments may be of a clock that was set back since.
  (
    SELECT to_json(finished_at) #>> '{}' FROM worker_registration.sweep
    WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1
  ) AS "sweptAt"
