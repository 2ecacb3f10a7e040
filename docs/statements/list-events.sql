SELECT seq, at, type, id, worker_id, actor, subject, address, request_id, detail
FROM (SELECT * FROM worker_registration.journal
  WHERE seq < $1::bigint AND $2::text IS NULL
  ORDER BY seq DESC LIMIT 50000) AS span
WHERE ($3::worker_registration.event_type[] IS NULL OR type = ANY ($3)) AND ($4::text IS NULL OR actor = $4 OR subject = $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
ORDER BY seq DESC LIMIT 100
