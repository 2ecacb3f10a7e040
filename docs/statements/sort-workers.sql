SELECT id, value::text AS value
FROM (SELECT s.id, greatest(s.current_job_count, s.assigned_job_count)::float8 / greatest(s.usable_slots, 1)::float8 AS value 
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE worker_id LIKE $3 AND terms @> $4::text[] AND search_text LIKE $5 AND $6::text IN (lower(w.host_name), w.host_address) AND coalesce(s.order_kind::text, 'NONE') = ANY ($7::text[]) AND status = ANY ($8::worker_registration.worker_status[]) AND health = ANY ($9::worker_registration.worker_health[]) AND presence = ANY ($10::worker_registration.worker_presence[]) AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) >= $11 AND presence = 'PRESENT' AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($12::float8[])[3]))), (SELECT ($12::float8[])[1]), (SELECT ($12::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($12::float8[])[1]) < 'Infinity'))
) AS fitting
WHERE (value, id) < ($1::float8, $2::uuid)
ORDER BY fitting.value DESC, id DESC
LIMIT 100
