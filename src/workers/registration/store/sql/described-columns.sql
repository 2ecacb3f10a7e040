-- A piece: what the next steps of a registration need of the row of worker (w) that it wrote: what is in force, which operators
-- may have set.
w.id, w.worker_id, w.revision, w.max_concurrent_jobs, w.zone,
CASE WHEN w.overrides ? 'capacity'
  THEN worker_registration.usable_slots(w.max_concurrent_jobs, w.worker_load_factor) END AS overridden_slots,
CASE WHEN w.overrides IS NOT NULL
  THEN jsonb_build_object('maxConcurrentJobs', w.max_concurrent_jobs, 'tags', w.tags, 'zone', w.zone) END AS in_force
