-- A piece: ids of the workers with which an unfinished operation is not done.
SELECT each.worker
FROM worker_registration.operation_worker AS each
JOIN worker_registration.operation AS o ON o.id = each.operation
WHERE o.state IN ('running', 'paused') AND each.step IN ('pending', 'under-way')
