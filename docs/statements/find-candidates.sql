SELECT array(SELECT id FROM worker_registration.worker WHERE worker_id LIKE $1 LIMIT 1000) AS ids
UNION ALL SELECT array(SELECT id FROM worker_registration.worker WHERE terms @> $2::text[] LIMIT 1000) AS ids
UNION ALL SELECT array(SELECT id FROM worker_registration.worker_state WHERE status = ANY ($3::worker_registration.worker_status[]) LIMIT 1000) AS ids
UNION ALL SELECT array(SELECT id FROM worker_registration.worker_state WHERE health = ANY ($4::worker_registration.worker_health[]) LIMIT 1000) AS ids
UNION ALL SELECT array(SELECT id FROM worker_registration.worker_state WHERE presence = ANY ($5::worker_registration.worker_presence[]) LIMIT 1000) AS ids
UNION ALL SELECT array(SELECT id FROM worker_registration.worker WHERE search_text LIKE $6 LIMIT 1000) AS ids
