-- Finds out why heartbeats were not accepted, in a separate statement, because only a new snapshot sees a takeover in
-- progress.
--
-- $1  uuid[]     ids
-- $2  text[]     boot id of each heartbeat, or NULL
-- $3  integer[]  its incarnation, or NULL
-- $4  jsonb[]    the scope of its caller, or NULL
-- The piece that it is composed with: fence.sql.
-- Result: the current facts about each worker, the result of the fence, and whether the heartbeat is valid: then the
-- row was locked, and it can be tried again. Unknown workers are missing.
SELECT b.ord::integer, s.presence, s.presence_reason, -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. b.incarnation, b.boot_id: the process that the call comes from; NULL if it states none. b.scope:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN b.scope IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, b.scope) THEN 'outside'
  WHEN b.incarnation > s.incarnation THEN 'ahead'
  WHEN b.incarnation < s.incarnation OR b.boot_id <> s.boot_id THEN 'superseded'
END
 AS fence, -- A piece: whether a worker (s) may send the heartbeat (b): it is not deregistered, and the fence allows it.
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
 AS fits
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) WITH ORDINALITY AS b (id, boot_id, incarnation, scope, ord)
JOIN worker_registration.worker_state AS s USING (id)
