-- Returns the next present workers without an order, which checks of the application are asked about.
--
-- $1  uuid     id after which to continue
-- $2  integer  maximum number of rows
-- Result: one row per worker, in the order of id: id, and whether a check found something before.
SELECT w.id, EXISTS (SELECT FROM worker_registration.check_finding AS f WHERE f.worker = w.id) AS has_findings
FROM worker_registration.worker_state AS w
WHERE w.id > $1::uuid AND w.presence = 'PRESENT' AND w.order_kind IS NULL
ORDER BY w.id
LIMIT $2::integer
