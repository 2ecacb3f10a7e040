-- Why heartbeats were not taken: read in a statement of its own, since a takeover under way is seen only by a fresh
-- snapshot.
--
-- $1  uuid[]     ids
-- $2  text[]     boot id of each heartbeat, or NULL
-- $3  integer[]  its incarnation, or NULL
-- Result: what there is of each now, and whether the heartbeat fits: then somebody held the row, and it may be taken
-- again. Who is missing is unknown.
SELECT b.ord::integer, s.presence, s.presence_reason, {fits} AS fits
FROM unnest($1::uuid[], $2::text[], $3::integer[]) WITH ORDINALITY AS b (id, boot_id, incarnation, ord)
JOIN worker_registration.worker_state AS s USING (id)
