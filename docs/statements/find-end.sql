SELECT id FROM (SELECT * FROM worker_registration.worker WHERE id > $1 ORDER BY id LIMIT 1000) AS span ORDER BY id OFFSET 999
