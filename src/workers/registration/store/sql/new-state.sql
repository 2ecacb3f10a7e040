-- A piece: a new row of worker_state, for a row d of worker (described-columns.sql) and a registration i.
d.id, d.revision, now(), now(),
CASE WHEN i.expect_online THEN now() END,
CASE WHEN i.expect_online THEN 'PRESENT' ELSE 'EXPECTED' END::worker_registration.worker_presence,
now(),
CASE WHEN i.replaced IS NOT NULL THEN 'replaced' ELSE 'created' END::worker_registration.registration_outcome,
d.max_concurrent_jobs, coalesce(d.overridden_slots, i.usable_slots), i.active_job_count,
greatest(0, coalesce(d.overridden_slots, i.usable_slots) - i.active_job_count), i.boot_id, d.zone, $2,
i.priority_threshold, i.lease_seconds,
-- Without a process of its own it may be a description only: its first heartbeat sets the next due time.
CASE WHEN i.expect_online AND i.boot_id IS NOT NULL THEN now() + make_interval(secs => worker_registration.next_interval($3::float8, coalesce(i.lease_seconds, $4::float8), 0)) END,
-- A new record continues after the incarnation of the record that it replaces, or that a token proves:
-- numbers of a worker are never reused. For a known worker, the incarnation that its own token proves: 0
-- is none. Only this column carries it to the row below.
CASE
  WHEN d.revision = 1 THEN 1 + greatest(i.replaced_incarnation, i.token_incarnation, 0)
  WHEN i.token_id = d.id THEN i.token_incarnation
  ELSE 0
END
