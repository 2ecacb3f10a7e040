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
SELECT b.ord::integer, s.presence, s.presence_reason, {fence} AS fence, {fits} AS fits
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) WITH ORDINALITY AS b (id, boot_id, incarnation, scope, ord)
JOIN worker_registration.worker_state AS s USING (id)
