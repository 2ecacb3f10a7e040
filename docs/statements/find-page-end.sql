SELECT seq FROM (SELECT * FROM worker_registration.journal
  WHERE seq < $1::bigint AND $2::text IS NULL
  ORDER BY seq DESC LIMIT 50000) AS span ORDER BY seq DESC OFFSET 49999
