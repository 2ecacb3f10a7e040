SELECT count(*) || '-' || coalesce(sum(
    uuid_hash_extended(s.id, hashenumextended(s.status, hashenumextended(s.health, s.revision)))
  ), 0) AS digest,
  coalesce(string_agg(s.id::text || left(s.status::text, 2) || left(s.health::text, 1), '' ORDER BY s.id), '') AS entries
FROM worker_registration.worker_state AS s
WHERE true
