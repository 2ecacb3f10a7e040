SELECT count(*) || '-' || coalesce(sum(
    uuid_hash_extended(s.id, hashenumextended(s.status, hashenumextended(s.health, s.revision)))
  ), 0) AS digest,
  coalesce(string_agg(s.id::text || left(s.status::text, 2) || left(s.health::text, 1), '' ORDER BY s.id), '') AS entries
FROM worker_registration.worker_state AS s
JOIN worker_registration.worker AS w ON w.id = s.id
WHERE worker_id LIKE $1 AND terms @> $2::text[] AND search_text LIKE $3 AND $4::text IN (lower(w.host_name), w.host_address) AND coalesce(s.order_kind::text, 'NONE') = ANY ($5::text[]) AND status = ANY ($6::worker_registration.worker_status[]) AND health = ANY ($7::worker_registration.worker_health[]) AND presence = ANY ($8::worker_registration.worker_presence[]) AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) >= $9 AND presence = 'PRESENT' AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($10::float8[])[3]))), (SELECT ($10::float8[])[1]), (SELECT ($10::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($10::float8[])[1]) < 'Infinity'))
