-- Returns whether guards are engaged, and when the last sweep finished: two lookups in small tables.
--
-- Result: one row.
SELECT
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'HOLDING')::integer AS holding,
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'SPENT')::integer AS spent,
  -- By round: the clock may have been set back since.
  (
    SELECT to_json(finished_at) #>> '{}' FROM worker_registration.sweep
    WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1
  ) AS "sweptAt"
