SELECT count(*)::integer AS matches FROM (SELECT 
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE worker_id LIKE $1 AND terms @> $2::text[] AND search_text LIKE $3 AND $4::text IN (lower(w.host_name), w.host_address) AND coalesce(s.order_kind::text, 'NONE') = ANY ($5::text[]) AND status = ANY ($6::worker_registration.worker_status[]) AND health = ANY ($7::worker_registration.worker_health[]) AND presence = ANY ($8::worker_registration.worker_presence[]) AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) >= $9 AND presence = 'PRESENT' AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($10::float8[])[3]))), (SELECT ($10::float8[])[1]), (SELECT ($10::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($10::float8[])[1]) < 'Infinity'))
  LIMIT 50001) AS counted
