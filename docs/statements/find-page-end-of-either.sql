SELECT seq FROM (SELECT * FROM worker_registration.journal
  WHERE seq < $1::bigint AND (id = $2::uuid OR worker_id = $2::text)
  ORDER BY seq DESC LIMIT 50000) AS span ORDER BY seq DESC OFFSET 49999
