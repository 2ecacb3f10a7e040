-- A piece: the columns of a new row of worker_state, in the order of new-state.sql.
id, revision, registered_at, last_registered_at, lease_renewed_at, presence, presence_since, last_outcome,
max_concurrent_jobs, usable_slots, current_job_count, available_capacity, boot_id, zone, taken_by,
priority_threshold, lease_seconds, due_at, incarnation
