-- Takes many heartbeats of workers that are there and whose rows nobody else holds: renews the leases and notes what was
-- reported. It waits for no row, so that one that is held costs nobody else anything, and changes no indexed column but
-- a reported status, so that the indexes stay as they are.
--
-- Parameters: beats.sql.
-- Result: the columns of renewal-row.ts of each heartbeat that was taken, and ends_silence: the worker was judged ill for
-- its silence.
-- Who is missing is unknown, refused, held by somebody else, or not there: find-refusals.sql tells which, and
-- renew-any-leases.sql takes the rest.
WITH free AS (
  SELECT b.*, s.ctid AS place
  FROM -- A piece: the list of heartbeats that a statement takes, one row each.
--
-- $1  uuid[]     ids, each at most once          $8   real[]     CPU usage
-- $2  text[]     boot id: the fence              $9   real[]     memory usage
-- $3  integer[]  incarnation: a fence as well    $10  integer[]  error count
-- $4  text[]     reported status                 $11  integer[]  event loop lag in ms
-- $5  text[]     message                         $12  integer[]  heartbeats that were merged into this one
-- $6  integer[]  current job count               $13  boolean[]  whether its answer shows the worker
-- $7  integer[]  available capacity              $14  jsonb[]    scope of the caller: a fence, too
--                                                $15  integer    the instance that takes them
-- NULL keeps what was reported before; NULL in place of a list stands for a list of them.
unnest(
  $1::uuid[], $2::text[], $3::integer[], $4::text[]::worker_registration.worker_status[], $5::text[], $6::integer[],
  $7::integer[], $8::real[], $9::real[], $10::integer[], $11::integer[], $12::integer[], $13::boolean[],
  $14::jsonb[]
) WITH ORDINALITY AS b (
  id, boot_id, incarnation, status, message, jobs, capacity, cpu, memory, errors, lag, count, shown, scope, ord
)

  JOIN worker_registration.worker_state AS s USING (id)
  WHERE s.presence = 'PRESENT' AND NOT s.leave_when_drained AND (-- A piece: whether a worker (s) may send the heartbeat (b): it was not deregistered, and the fence lets it through.
-- The piece that it is composed with: fence.sql.
s.presence <> 'DEREGISTERED' AND -- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- b.incarnation, b.boot_id: the process that the call is of; NULL where it states none.
-- b.scope: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
CASE
  WHEN b.scope IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, b.scope) THEN 'outside'
  WHEN b.incarnation > s.incarnation THEN 'ahead'
  WHEN b.incarnation < s.incarnation OR b.boot_id <> s.boot_id THEN 'superseded'
END
 IS NULL
)
  -- In the order of id, which is the order of the table: neighbours are written together.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE worker_registration.worker_state AS s SET
  -- A piece: what a heartbeat (b) changes of a worker (s). CASE WHEN s.last_heartbeat > clock_timestamp() THEN now() ELSE greatest(s.last_heartbeat, now()) END, CASE WHEN s.lease_renewed_at > clock_timestamp() THEN now() ELSE greatest(s.lease_renewed_at, now()) END: renewed-moment.ts.
heartbeat_count = s.heartbeat_count + b.count,
last_heartbeat = CASE WHEN s.last_heartbeat > clock_timestamp() THEN now() ELSE greatest(s.last_heartbeat, now()) END,
lease_renewed_at = CASE WHEN s.lease_renewed_at > clock_timestamp() THEN now() ELSE greatest(s.lease_renewed_at, now()) END,
reported_status = coalesce(b.status, s.reported_status),
message = coalesce(b.message, s.message),
current_job_count = coalesce(b.jobs, s.current_job_count),
available_capacity = coalesce(
  b.capacity,
  CASE WHEN b.jobs IS NOT NULL THEN greatest(0, s.usable_slots - b.jobs) END,
  s.available_capacity
),
cpu_usage = coalesce(b.cpu, s.cpu_usage),
memory_usage = coalesce(b.memory, s.memory_usage),
error_count = coalesce(b.errors, s.error_count),
event_loop_lag_ms = coalesce(b.lag, s.event_loop_lag_ms),
taken_by = $15,
-- Heartbeats that were merged were on their way together: they are one report.
differing_beats = CASE
  WHEN s.assigned_job_count = 0 OR coalesce(b.jobs, s.current_job_count) = s.assigned_job_count THEN 0
  WHEN b.jobs IS NULL THEN s.differing_beats
  ELSE least(1000, s.differing_beats + 1)
END

FROM free AS b
-- Cheaper than by id. A row that has moved since the snapshot is not found there, and its heartbeat is taken again.
WHERE s.ctid = b.place
RETURNING
  ord, s.has_revoked_jobs, s.lease_renewed_at, s.presence, s.order_kind,
  s.health <> 'HEALTHY' AND 'heartbeat' = ANY (s.failed_checks) AS ends_silence
