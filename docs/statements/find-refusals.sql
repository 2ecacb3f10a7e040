-- Why heartbeats were not taken: read in a statement of its own, since a takeover under way is seen only by a fresh
-- snapshot.
--
-- $1  uuid[]     ids
-- $2  text[]     boot id of each heartbeat, or NULL
-- $3  integer[]  its incarnation, or NULL
-- $4  jsonb[]    the scope of its caller, or NULL
-- The piece that it is composed with: fence.sql.
-- Result: what there is of each now, what the fence says, and whether the heartbeat fits: then the row was locked, and it
-- may be tried again. Missing ones are unknown.
SELECT b.ord::integer, s.presence, s.presence_reason, -- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- b.incarnation, b.boot_id: the process that the call is of; NULL where it states none.
-- b.scope: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
CASE
  WHEN b.scope IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, b.scope) THEN 'outside'
  WHEN b.incarnation > s.incarnation THEN 'ahead'
  WHEN b.incarnation < s.incarnation OR b.boot_id <> s.boot_id THEN 'superseded'
END
 AS fence, -- A piece: whether a worker (s) may send the heartbeat (b): it was not deregistered, and the fence lets it through.
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
 AS fits
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) WITH ORDINALITY AS b (id, boot_id, incarnation, scope, ord)
JOIN worker_registration.worker_state AS s USING (id)
