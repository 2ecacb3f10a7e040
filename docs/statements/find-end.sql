SELECT id FROM (SELECT id FROM worker_registration.worker WHERE id > $1 ORDER BY id LIMIT 1000) AS span OFFSET 999
