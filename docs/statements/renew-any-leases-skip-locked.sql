-- Accepts heartbeats that renew-leases.sql does not: of workers that return, that leave with their last job, or whose
-- rows were locked. A change of presence is an event.
--
-- Parameters: beats.sql, and $22 text[], the actor of each heartbeat. SKIP LOCKED: SKIP LOCKED skips locked rows;
-- without it the statement waits for them.
-- Result: the columns of renewal-row.ts of each accepted heartbeat, and ends_silence: the worker was unhealthy for its
-- silence, or not present.
WITH locked AS (
  SELECT
    b.*,
    -- A piece: facts about a worker (s) before its heartbeat (b): the instance that renewed its lease, and when the heartbeat was
-- due. The instance that renewed the lease knows that better than the row, where it answered later heartbeats without a write.
s.taken_by AS was_taken_by,
CASE WHEN b.late IS NULL OR s.taken_by <> $15::integer THEN s.due_at ELSE now() - make_interval(secs => b.late) END AS was_due
,
    s.presence AS was,
    -- A drained worker is deregistered by the heartbeat that reports no jobs.
    CASE
      WHEN s.leave_when_drained AND s.assigned_job_count = 0 AND coalesce(b.jobs, s.current_job_count) = 0
      THEN 'LEFT' ELSE 'PRESENT'
    END::worker_registration.worker_presence AS presence
  FROM -- A piece: the list of heartbeats of a statement, one row each.
--
-- $1  uuid[]     ids, without duplicates          $8   real[]     CPU usage
-- $2  text[]     boot id: the fence              $9   real[]     memory usage
-- $3  integer[]  incarnation: a fence as well    $10  integer[]  error count
-- $4  text[]     reported status                 $11  integer[]  event loop lag in ms
-- $5  text[]     message                         $12  integer[]  heartbeats that it stands for, itself included
-- $6  integer[]  current job count               $13  boolean[]  whether its answer shows the worker; NULL: in a batch
-- $7  integer[]  available capacity              $14  jsonb[]    scope of the caller: a fence, too
--                                                $15  integer    the instance that accepts them
-- $16 to $19  double precision  longest interval, lag of this instance, retry time and lease, in seconds: suspicion.ts
-- $20  boolean             whether this instance answers heartbeats that change nothing without a write: unwritten-beats.ts
-- $21  double precision[]  how late each is, in seconds; NULL: as late as the row says
-- NULL keeps the last reported value; NULL in place of a list stands for a list of NULLs.
unnest(
  $1::uuid[], $2::text[], $3::integer[], $4::text[]::worker_registration.worker_status[], $5::text[], $6::integer[],
  $7::integer[], $8::real[], $9::real[], $10::integer[], $11::integer[], $12::integer[], $13::boolean[],
  $14::jsonb[], $21::float8[]
) WITH ORDINALITY AS b (
  id, boot_id, incarnation, status, message, jobs, capacity, cpu, memory, errors, lag, count, shown, scope, late, ord
)

  JOIN worker_registration.worker_state AS s USING (id)
  WHERE -- A piece: whether a worker (s) may send the heartbeat (b): it is not deregistered, and the fence allows it.
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

  -- In the order of id, so that two lists over the same workers cannot deadlock.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s SKIP LOCKED
),
renewed AS (
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
,
    presence = b.presence,
    presence_since = CASE WHEN b.presence = b.was THEN s.presence_since ELSE now() END,
    presence_reason = CASE b.presence WHEN 'LEFT' THEN s.leave_reason END
  FROM locked AS b
  WHERE s.id = b.id
  RETURNING s.*, b.was, b.was_taken_by, b.shown, b.ord
),
-- Only a change of presence is an event; the heartbeat itself is counted, not recorded.
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    CASE r.presence WHEN 'PRESENT' THEN 'came-back' ELSE 'deregistered' END::worker_registration.event_type,
    r.id, w.worker_id, ($22::text[])[r.ord],
    jsonb_strip_nulls(jsonb_build_object(
      'from', r.was, 'reason', r.presence_reason
    ))
  FROM renewed AS r
  JOIN worker_registration.worker AS w USING (id)
  WHERE r.presence <> r.was
)
SELECT
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
  CASE WHEN shown THEN s.id END AS id,
  CASE WHEN shown THEN s.status END AS status,
  CASE WHEN shown THEN s.reported_status END AS reported_status,
  CASE WHEN shown THEN s.health END AS health,
  CASE WHEN shown THEN s.held END AS held,
  CASE WHEN shown THEN s.contested_until END AS contested_until,
  CASE WHEN shown THEN s.order_reason END AS order_reason,
  CASE WHEN shown THEN s.order_by END AS order_by,
  CASE WHEN shown THEN s.order_since END AS order_since,
  CASE WHEN shown THEN s.order_until END AS order_until,
  CASE WHEN shown THEN s.order_deadline END AS order_deadline,
  CASE WHEN shown THEN s.current_job_count END AS current_job_count,
  CASE WHEN shown THEN s.assigned_job_count END AS assigned_job_count,
  CASE WHEN shown THEN s.usable_slots END AS usable_slots,
  CASE WHEN shown THEN s.available_capacity END AS available_capacity,
  CASE WHEN shown THEN s.cpu_usage END AS cpu_usage,
  CASE WHEN shown THEN s.memory_usage END AS memory_usage,
  CASE WHEN shown THEN s.error_count END AS error_count,
  CASE WHEN shown THEN s.message END AS message,
  CASE WHEN shown THEN s.message_at END AS message_at,
  CASE WHEN shown THEN s.heartbeat_count END AS heartbeat_count,
  CASE WHEN shown THEN s.consecutive_failures END AS consecutive_failures,
  CASE WHEN shown THEN s.counting_since END AS counting_since,
  CASE WHEN shown THEN s.registered_at END AS registered_at,
  CASE WHEN shown THEN s.last_registered_at END AS last_registered_at,
  CASE WHEN shown THEN s.registration_count END AS registration_count,
  CASE WHEN shown THEN s.incarnation END AS incarnation,
  CASE WHEN shown THEN s.event_loop_lag_ms END AS event_loop_lag_ms,
  CASE WHEN shown THEN s.worst_lateness END AS worst_lateness,
  CASE WHEN shown THEN s.flapping_until > now() END AS flapping,
  CASE WHEN shown THEN coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) END AS connected,
  CASE WHEN shown AND s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round,
  s.health <> 'HEALTHY' AND (s.was <> 'PRESENT' OR 'heartbeat' = ANY (s.failed_checks)) AS ends_silence
FROM renewed AS s
