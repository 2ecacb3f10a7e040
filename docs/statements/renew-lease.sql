-- Does for a single heartbeat what renew-leases.sql does for many, by the same rules, for two thirds of the cost of a list
-- of one.
--
-- Parameters: beat.sql. Result: that of renew-leases.sql.
UPDATE worker_registration.worker_state AS s SET
  -- A piece: the changes of a worker (s) by a heartbeat (b, with beat-before.sql). CASE WHEN s.last_heartbeat > clock_timestamp() THEN now() ELSE greatest(s.last_heartbeat, now()) END, CASE WHEN s.lease_renewed_at > clock_timestamp() THEN now() ELSE greatest(s.lease_renewed_at, now()) END: renewed-moment.ts.
-- The others: suspicion-pieces.ts and unwritten-beats.ts.
heartbeat_count = s.heartbeat_count + b.count,
last_heartbeat = CASE WHEN s.last_heartbeat > clock_timestamp() THEN now() ELSE greatest(s.last_heartbeat, now()) END,
lease_renewed_at = CASE WHEN s.lease_renewed_at > clock_timestamp() THEN now() ELSE greatest(s.lease_renewed_at, now()) END,
reported_status = coalesce(b.status, s.reported_status),
message = coalesce(b.message, s.message),
message_at = CASE WHEN coalesce(b.message, s.message) IS DISTINCT FROM s.message THEN now() ELSE s.message_at END,
current_job_count = coalesce(b.jobs, s.current_job_count),
idle_changed_at = CASE
  WHEN (coalesce(b.jobs, s.current_job_count) = 0) = (s.current_job_count = 0) THEN s.idle_changed_at ELSE now()
END,
available_capacity = coalesce(
  b.capacity,
  CASE WHEN b.jobs IS NOT NULL THEN greatest(0, s.usable_slots - b.jobs) END,
  s.available_capacity
),
cpu_usage = coalesce(b.cpu, s.cpu_usage),
memory_usage = coalesce(b.memory, s.memory_usage),
error_count = coalesce(b.errors, s.error_count),
event_loop_lag_ms = coalesce(b.lag, s.event_loop_lag_ms),
taken_by = $15::integer,
due_at = now() + make_interval(secs => worker_registration.next_interval(
    $16::float8, coalesce(s.lease_seconds, $19::float8), CASE WHEN b.shown IS NOT NULL THEN random() ELSE 0 END
  ) + CASE
    WHEN $20::boolean AND s.health = 'HEALTHY' AND s.order_kind IS NULL AND NOT s.has_revoked_jobs
      AND coalesce(s.accused_until <= now(), true)
    THEN least(coalesce(s.lease_seconds, $19::float8) / 2, greatest(0, coalesce(s.lease_seconds, $19::float8) - 3 * $16::float8)) ELSE 0
  END),
worst_lateness = worker_registration.worst_lateness(s.worst_lateness, s.lease_renewed_at, CASE
  -- After the end of its lease the worker was gone, not late; and for as long as its row was locked, the heartbeats could
  -- not be accepted.
  WHEN worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $19::float8) <= now() THEN 0
  WHEN b.was_due < now() - interval '1 s' AND worker_registration.had_gap_since(s.id, b.was_due) THEN 0
  ELSE worker_registration.late_seconds(s.presence, b.was_due, (SELECT worker_registration.excused_until($18::float8))) - $17::float8
END),
-- Merged heartbeats arrived together: they count as one report.
differing_beats = CASE
  WHEN s.assigned_job_count = 0 OR coalesce(b.jobs, s.current_job_count) = s.assigned_job_count THEN 0
  WHEN b.jobs IS NULL THEN s.differing_beats
  ELSE least(1000, s.differing_beats + 1)
END

FROM (
  SELECT b.*, s.ctid AS place, -- A piece: facts about a worker (s) before its heartbeat (b): the instance that renewed its lease, and when the heartbeat was
-- due. The instance that renewed the lease knows that better than the row, where it answered later heartbeats without a write.
s.taken_by AS was_taken_by,
CASE WHEN b.late IS NULL OR s.taken_by <> $15::integer THEN s.due_at ELSE now() - make_interval(secs => b.late) END AS was_due

  FROM worker_registration.worker_state AS s, -- A piece: a single heartbeat. Its parameters are those of beats.sql, each a value in place of a list. A row of parameters
-- costs nothing; a list needs a scan for each of its columns.
(
  SELECT
    $1::uuid AS id, $2::text AS boot_id, $3::integer AS incarnation,
    $4::text::worker_registration.worker_status AS status, $5::text AS message, $6::integer AS jobs,
    $7::integer AS capacity, $8::real AS cpu, $9::real AS memory, $10::integer AS errors, $11::integer AS lag,
    $12::integer AS count, $13::boolean AS shown, $14::jsonb AS scope, $21::float8 AS late, 1::bigint AS ord
) AS b

  WHERE s.id = b.id AND -- A piece: whether renew-leases.sql and renew-lease.sql accept the heartbeat (b) of a worker (s): it is present, and stays.
s.presence = 'PRESENT' AND NOT s.leave_when_drained AND (-- A piece: whether a worker (s) may send the heartbeat (b): it is not deregistered, and the fence allows it.
-- The piece that it is composed with: fence.sql.
s.presence <> 'LEFT' AND -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. b.incarnation, b.boot_id: the process that the call comes from; NULL if it states none. b.scope:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN b.scope IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, b.scope) THEN 'outside'
  WHEN b.incarnation > s.incarnation THEN 'ahead'
  WHEN b.incarnation < s.incarnation OR b.boot_id <> s.boot_id THEN 'superseded'
END
 IS NULL
)

  FOR NO KEY UPDATE OF s SKIP LOCKED
) AS b
-- A row that has moved since the snapshot is not found, and its heartbeat is tried again.
WHERE s.ctid = b.place
RETURNING
  ord,
  CASE WHEN shown IS NOT NULL THEN date_part('epoch', s.due_at - now()) - (CASE
    WHEN $20::boolean AND s.health = 'HEALTHY' AND s.order_kind IS NULL AND NOT s.has_revoked_jobs
      AND coalesce(s.accused_until <= now(), true)
    THEN least(coalesce(s.lease_seconds, $19::float8) / 2, greatest(0, coalesce(s.lease_seconds, $19::float8) - 3 * $16::float8)) ELSE 0
  END) END AS interval_seconds,
  shown,
  s.has_revoked_jobs,
  (CASE
    WHEN $20::boolean AND s.health = 'HEALTHY' AND s.order_kind IS NULL AND NOT s.has_revoked_jobs
      AND coalesce(s.accused_until <= now(), true)
    THEN least(coalesce(s.lease_seconds, $19::float8) / 2, greatest(0, coalesce(s.lease_seconds, $19::float8) - 3 * $16::float8)) ELSE 0
  END) > 0 AND s.presence = 'PRESENT' AND (s.assigned_job_count = 0 OR s.current_job_count = s.assigned_job_count) AS is_settled,
  nullif(was_taken_by, s.taken_by) AS moved_from,
  s.lease_renewed_at,
  s.lease_seconds,
  s.presence,
  s.order_kind,
  s.id AS id,
  s.status AS status,
  s.reported_status AS reported_status,
  s.health AS health,
  s.held AS held,
  s.contested_until AS contested_until,
  s.order_reason AS order_reason,
  s.order_by AS order_by,
  s.order_since AS order_since,
  s.order_until AS order_until,
  s.order_deadline AS order_deadline,
  s.current_job_count AS current_job_count,
  s.assigned_job_count AS assigned_job_count,
  s.usable_slots AS usable_slots,
  s.available_capacity AS available_capacity,
  s.cpu_usage AS cpu_usage,
  s.memory_usage AS memory_usage,
  s.error_count AS error_count,
  s.message AS message,
  s.message_at AS message_at,
  s.heartbeat_count AS heartbeat_count,
  s.consecutive_failures AS consecutive_failures,
  s.counting_since AS counting_since,
  s.registered_at AS registered_at,
  s.last_registered_at AS last_registered_at,
  s.registration_count AS registration_count,
  s.incarnation AS incarnation,
  s.event_loop_lag_ms AS event_loop_lag_ms,
  s.worst_lateness AS worst_lateness,
  s.flapping_until > now() AS flapping,
  coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected,
  CASE WHEN true AND s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round,
  s.health <> 'HEALTHY' AND 'heartbeat' = ANY (s.failed_checks) AS ends_silence
