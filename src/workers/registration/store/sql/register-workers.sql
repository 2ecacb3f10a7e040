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
  {item}
),
described AS (
  INSERT INTO worker_registration.worker AS w (
    id, revision, terms, search_text, {fields}
  )
  SELECT
    id, 1, terms, search_text, {fields}
  FROM item
  ORDER BY worker_id COLLATE "C"
  ON CONFLICT (worker_id) DO UPDATE SET
    revision = w.revision + 1,
    {updates},
    terms = CASE
      WHEN w.overrides IS NULL THEN excluded.terms
      ELSE worker_registration.overridden_terms(excluded.terms, w.terms, w.overrides)
    END,
    search_text = excluded.search_text
  RETURNING {described}
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
    {stateColumns}
  )
  SELECT
    {newState}
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
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
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
  WHERE NOT {repeats}
)
SELECT i.ord, {columns}
FROM registered AS r
JOIN described AS d USING (id)
JOIN item AS i USING (worker_id)
