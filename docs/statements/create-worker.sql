-- Does for a single registration of a new worker what register-workers.sql does, by the same rules, at a fraction of the cost
-- of a list of one. A known worker stays as it is.
--
-- Parameters: those of register-workers.sql, with one item that neither replaces a record nor proves an incarnation.
-- Result: that of register-workers.sql; no row if there is a worker of that name.
WITH item AS (
  -- A piece: the registrations of the parameter $1.
SELECT *
FROM jsonb_to_recordset($1::jsonb) AS i (
  ord integer, id uuid, worker_id text, name text, host_name text, host_address text, port integer, max_concurrent_jobs integer, capabilities jsonb, tags text[], version text, priority_threshold integer, worker_load_factor double precision, zone text, lease_seconds integer, health_path text, reconnect jsonb, usable_slots integer,
  terms text[], search_text text, boot_id text, active_job_count integer, expect_online boolean, replaced uuid,
  replaced_incarnation integer,
  token_id uuid, token_incarnation integer, -- worker and incarnation of the token
  actor text, detail jsonb                  -- for the journal
)

),
described AS (
  INSERT INTO worker_registration.worker AS w (
    id, revision, terms, search_text, worker_id, name, host_name, host_address, port, max_concurrent_jobs, capabilities, tags, version, priority_threshold, worker_load_factor, zone, lease_seconds, health_path, reconnect
  )
  SELECT
    id, 1, terms, search_text, worker_id, name, host_name, host_address, port, max_concurrent_jobs, capabilities, tags, version, priority_threshold, worker_load_factor, zone, lease_seconds, health_path, reconnect
  FROM item
  ON CONFLICT (worker_id) DO NOTHING
  RETURNING -- A piece: what the next steps of a registration need of the row of worker (w) that it wrote: what is in force, which operators
-- may have set.
w.id, w.worker_id, w.revision, w.max_concurrent_jobs, w.zone,
CASE WHEN w.overrides ? 'capacity'
  THEN worker_registration.usable_slots(w.max_concurrent_jobs, w.worker_load_factor) END AS overridden_slots,
CASE WHEN w.overrides IS NOT NULL
  THEN jsonb_build_object('maxConcurrentJobs', w.max_concurrent_jobs, 'tags', w.tags, 'zone', w.zone) END AS in_force

),
registered AS (
  INSERT INTO worker_registration.worker_state AS s (
    -- A piece: the columns of a new row of worker_state, in the order of new-state.sql.
id, revision, registered_at, last_registered_at, lease_renewed_at, presence, presence_since, last_outcome,
max_concurrent_jobs, usable_slots, current_job_count, available_capacity, boot_id, zone, taken_by,
priority_threshold, lease_seconds, due_at, incarnation

  )
  SELECT
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

  FROM described AS d, item AS i
  RETURNING s.*
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'registered', r.id, i.worker_id, i.actor,
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', r.last_outcome, 'incarnation', r.incarnation,
      'expectOnline', CASE WHEN r.presence = 'EXPECTED' THEN false END
    )) || i.detail
  FROM registered AS r, item AS i
)
SELECT i.ord, r.id, r.presence, r.status, r.reported_status, r.health, r.held, r.contested_until, r.order_kind, r.order_reason, r.order_by, r.order_since, r.order_until, r.order_deadline, r.current_job_count, r.assigned_job_count, r.usable_slots, r.available_capacity, r.cpu_usage, r.memory_usage, r.error_count, r.message, r.message_at, r.last_heartbeat, r.lease_renewed_at, r.lease_seconds, r.heartbeat_count, r.consecutive_failures, r.counting_since, r.registered_at, r.last_registered_at, r.registration_count, r.incarnation, r.event_loop_lag_ms, r.worst_lateness, r.last_outcome, d.in_force, CASE WHEN r.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round FROM registered AS r, described AS d, item AS i
