SELECT id, value::text AS value
FROM (SELECT s.id, w.name COLLATE "C" AS value 
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE true
) AS fitting
WHERE true
ORDER BY fitting.value ASC, id ASC
LIMIT 100
