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
SELECT b.ord::integer, s.presence, s.presence_reason, {fence} AS fence, {fits} AS fits
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) WITH ORDINALITY AS b (id, boot_id, incarnation, scope, ord)
JOIN worker_registration.worker_state AS s USING (id)
