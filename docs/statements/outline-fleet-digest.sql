SELECT count(*) || '-' || coalesce(sum(
    uuid_hash_extended(s.id, hashenumextended(s.status, hashenumextended(s.health, s.revision)))
  ), 0) AS digest
FROM worker_registration.worker_state AS s
WHERE true
