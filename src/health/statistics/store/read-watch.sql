-- Whether guards are there, and when the last sweep was finished: two looks at small tables.
--
-- Result: one row.
SELECT
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'HOLDING')::integer AS holding,
  (SELECT count(*) FROM worker_registration.guard WHERE state = 'SPENT')::integer AS spent,
  (SELECT to_json(max(finished_at)) #>> '{}' FROM worker_registration.sweep) AS "sweptAt"
