-- Registers many workers with one statement: creates or updates their records.
--
-- $1  jsonb    array of items {ord, id, workerId, …}; every workerId once
-- $2  integer  the instance that accepts them
-- $3  double precision  seconds until the first heartbeat, at most; never more than a third of the lease
-- $4  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row per item, with its ord and the new state, or, for many items, the needed columns of it;
-- last_outcome is the outcome.
--
-- The pieces that it is composed with: columns, registration-item.sql, described-columns.sql, new-state-columns.sql, new-state.sql, repeats-event.sql.
--
-- Descriptions are locked in the order of worker_id and states in the order of id, as in every statement over many
-- workers, so that two of them cannot deadlock.
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
  ORDER BY worker_id COLLATE "C"
  ON CONFLICT (worker_id) DO UPDATE SET
    revision = w.revision + 1,
    name = excluded.name,
    host_name = excluded.host_name,
    host_address = excluded.host_address,
    port = excluded.port,
    max_concurrent_jobs = CASE WHEN w.overrides ? 'capacity' THEN w.max_concurrent_jobs ELSE excluded.max_concurrent_jobs END,
    capabilities = excluded.capabilities,
    tags = CASE WHEN w.overrides ? 'tags' THEN w.tags ELSE excluded.tags END,
    version = excluded.version,
    priority_threshold = excluded.priority_threshold,
    worker_load_factor = excluded.worker_load_factor,
    zone = CASE WHEN w.overrides ? 'zone' THEN w.zone ELSE excluded.zone END,
    lease_seconds = excluded.lease_seconds,
    health_path = excluded.health_path,
    reconnect = excluded.reconnect,
    reported = CASE WHEN w.overrides IS NOT NULL THEN jsonb_build_object('capacity', excluded.max_concurrent_jobs, 'tags', excluded.tags, 'zone', excluded.zone) END,
    terms = CASE
      WHEN w.overrides IS NULL THEN excluded.terms
      ELSE worker_registration.overridden_terms(excluded.terms, w.terms, w.overrides)
    END,
    search_text = excluded.search_text
  RETURNING -- A piece: what the next steps of a registration need of the row of worker (w) that it wrote: what is in force, which operators
-- may have set.
w.id, w.worker_id, w.revision, w.max_concurrent_jobs, w.zone,
CASE WHEN w.overrides ? 'capacity'
  THEN worker_registration.usable_slots(w.max_concurrent_jobs, w.worker_load_factor) END AS overridden_slots,
CASE WHEN w.overrides IS NOT NULL
  THEN jsonb_build_object('maxConcurrentJobs', w.max_concurrent_jobs, 'tags', w.tags, 'zone', w.zone) END AS in_force

),
-- Known workers as they were, for the journal. Locks their rows, so that they are the ones that the next step changes.
known AS (
  SELECT s.*
  FROM (SELECT id FROM described WHERE revision > 1 ORDER BY id) AS d
  -- Each by its key: a plan that was made while there were few workers would read all of them.
  CROSS JOIN LATERAL (
    SELECT id, presence, order_kind, has_revoked_jobs
    FROM worker_registration.worker_state
    WHERE id = d.id
    FOR NO KEY UPDATE
  ) AS s
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

  FROM described AS d
  JOIN item AS i USING (worker_id)
  -- Locked before.
  LEFT JOIN known AS k ON k.id = d.id
  ORDER BY d.id
  ON CONFLICT (id) DO UPDATE SET (
    revision, registration_count, last_registered_at, max_concurrent_jobs, usable_slots, has_revoked_jobs,
    last_outcome, incarnation, boot_id, reported_status, current_job_count, idle_changed_at, available_capacity,
    cpu_usage, memory_usage, error_count, event_loop_lag_ms, message, message_at,
    presence, presence_since, presence_reason, lease_renewed_at, taken_by, zone, priority_threshold, lease_seconds,
    differing_beats, due_at,
    leave_when_drained, leave_asked_by, leave_reason, order_kind, order_reason, order_by, order_since, order_until, order_deadline
  ) = (
    SELECT
      excluded.revision, s.registration_count + 1, now(), excluded.max_concurrent_jobs, excluded.usable_slots,
      -- A new process does not know jobs that were released from the old one.
      s.has_revoked_jobs AND now_.outcome <> 'restarted',
      now_.outcome,
      -- A token of a higher incarnation proves that this row is older, as after a restore: its number is
      -- already used.
      CASE
        WHEN excluded.incarnation > s.incarnation THEN excluded.incarnation + 1
        ELSE s.incarnation + (now_.outcome <> 'refreshed')::integer
      END,
      coalesce(excluded.boot_id, CASE WHEN now_.outcome = 'refreshed' THEN s.boot_id END),
      CASE WHEN now_.outcome = 'restarted' THEN 'ACTIVE' ELSE s.reported_status END,
      now_.jobs,
      CASE WHEN (now_.jobs = 0) = (s.current_job_count = 0) THEN s.idle_changed_at ELSE now() END,
      greatest(0, excluded.usable_slots - now_.jobs),
      -- Reports of an older process say nothing about this one.
      CASE WHEN now_.outcome = 'refreshed' THEN s.cpu_usage END,
      CASE WHEN now_.outcome = 'refreshed' THEN s.memory_usage END,
      CASE WHEN now_.outcome = 'refreshed' THEN s.error_count ELSE 0 END,
      CASE WHEN now_.outcome = 'refreshed' THEN s.event_loop_lag_ms END,
      CASE WHEN now_.outcome = 'refreshed' THEN s.message END,
      CASE WHEN now_.outcome = 'refreshed' THEN s.message_at END,
      now_.presence,
      CASE WHEN now_.presence = s.presence THEN s.presence_since ELSE now() END,
      CASE WHEN now_.presence = s.presence THEN s.presence_reason END,
      -- A description that a script registers is not a sign of life.
      CASE WHEN excluded.presence = 'PRESENT' THEN now() ELSE s.lease_renewed_at END,
      CASE WHEN excluded.presence = 'PRESENT' THEN excluded.taken_by ELSE s.taken_by END,
      excluded.zone,
      excluded.priority_threshold,
      excluded.lease_seconds,
      0,
      -- Not earlier than before: the caller may be another one than the process that was told when to send the next
      -- heartbeat. The worst lateness stays: the next process probably runs on the same host.
      CASE
        WHEN excluded.presence = 'PRESENT' AND (excluded.boot_id IS NOT NULL OR s.due_at IS NOT NULL)
        THEN greatest(s.due_at, now() + make_interval(secs => worker_registration.next_interval($3::float8, coalesce(excluded.lease_seconds, $4::float8), 0)))
        ELSE s.due_at
      END,
      -- A drain that the worker itself requested ends with a new incarnation; an operator's order outlives
      -- it. A deregistered worker has done what was requested, by whichever caller.
      s.leave_when_drained AND NOT now_.leaving_ends,
      CASE WHEN NOT now_.leaving_ends THEN s.leave_asked_by END,
      CASE WHEN NOT now_.leaving_ends THEN s.leave_reason END,
      CASE WHEN NOT now_.drain_ends THEN s.order_kind END,
      CASE WHEN NOT now_.drain_ends THEN s.order_reason END,
      CASE WHEN NOT now_.drain_ends THEN s.order_by END,
      CASE WHEN NOT now_.drain_ends THEN s.order_since END,
      CASE WHEN NOT now_.drain_ends THEN s.order_until END,
      CASE WHEN NOT now_.drain_ends THEN s.order_deadline END
    FROM (
      SELECT
        known.outcome,
        CASE WHEN known.outcome = 'refreshed' THEN s.current_job_count ELSE excluded.current_job_count END AS jobs,
        CASE WHEN s.presence = 'PRESENT' THEN s.presence ELSE excluded.presence END AS presence,
        known.begins_anew AND (s.presence = 'LEFT' OR coalesce(s.leave_asked_by, 'worker') = 'worker') AS leaving_ends,
        known.begins_anew AND (
          s.order_by IS NOT DISTINCT FROM 'worker'
          OR (
            s.presence = 'LEFT' AND s.leave_when_drained AND s.order_kind = 'DRAINING' AND s.order_until IS NULL
            AND s.order_by IS NOT DISTINCT FROM s.leave_asked_by
          )
        ) AS drain_ends
      FROM (
        SELECT was.outcome, was.outcome = 'restarted' OR s.presence = 'LEFT' AS begins_anew
        FROM (
          SELECT worker_registration.outcome_of(
            s.boot_id, excluded.boot_id, excluded.current_job_count,
            -- A script describes a worker, or deliberately cancels its deregistration.
            excluded.presence = 'EXPECTED' AND s.presence <> 'LEFT',
            s.incarnation, excluded.incarnation
          ) AS outcome
          OFFSET 0 -- evaluated once per row, not once per reference
        ) AS was
      ) AS known
    ) AS now_
  )
  RETURNING s.*
),
forgotten AS (
  DELETE FROM worker_registration.revoked_job AS j USING registered AS r JOIN known AS k USING (id)
  WHERE j.worker = r.id AND r.last_outcome = 'restarted' AND k.has_revoked_jobs
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT type, id, worker_id, actor, detail
  FROM (
    SELECT
      CASE r.last_outcome
        WHEN 'created' THEN 'registered' WHEN 'replaced' THEN 'replaced' ELSE 're-registered'
      END::worker_registration.event_type AS type,
      r.id, d.worker_id, i.actor,
      jsonb_strip_nulls(jsonb_build_object(
        'outcome', r.last_outcome, 'incarnation', r.incarnation, 'replacedId', i.replaced,
        'expectOnline', CASE WHEN r.presence = 'EXPECTED' THEN false END,
        'from', CASE WHEN k.presence <> r.presence THEN k.presence END,
        'orderEnded', CASE WHEN r.order_kind IS NULL THEN k.order_kind END
      )) || i.detail AS detail
    FROM registered AS r
    JOIN described AS d USING (id)
    JOIN item AS i USING (worker_id)
    LEFT JOIN known AS k ON k.id = r.id
  ) AS event
  WHERE NOT -- A piece: whether an event (event: type, id, actor, detail) changes nothing and equals one of the last eight of its worker, not
-- older than an hour. Such an event is not written: a worker that calls in a loop does not fill the journal.
(
  (
    event.type = 'token-issued'
    OR (
      event.type = 're-registered' AND event.detail ->> 'outcome' = 'refreshed'
      AND NOT event.detail ?| '{from,orderEnded}'
    )
  )
  AND EXISTS (
    SELECT FROM (
      SELECT type, at, actor, subject, detail
      FROM worker_registration.journal
      WHERE id = event.id
      ORDER BY seq DESC
      LIMIT 8
    ) AS latest
    WHERE latest.type = event.type AND latest.at > now() - interval '1 hour' AND latest.detail = event.detail
      AND latest.actor = worker_registration.actor_name(event.actor)
      AND coalesce(latest.subject, '') = split_part(event.actor, chr(31), 2)
  )
)

)
SELECT i.ord, r.id, r.presence, r.status, r.reported_status, r.health, r.held, r.contested_until, r.order_kind, r.order_reason, r.order_by, r.order_since, r.order_until, r.order_deadline, r.current_job_count, r.assigned_job_count, r.usable_slots, r.available_capacity, r.cpu_usage, r.memory_usage, r.error_count, r.message, r.message_at, r.last_heartbeat, r.lease_renewed_at, r.lease_seconds, r.heartbeat_count, r.consecutive_failures, r.counting_since, r.registered_at, r.last_registered_at, r.registration_count, r.incarnation, r.event_loop_lag_ms, r.worst_lateness, r.last_outcome, d.in_force, CASE WHEN r.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round
FROM registered AS r
JOIN described AS d USING (id)
JOIN item AS i USING (worker_id)
