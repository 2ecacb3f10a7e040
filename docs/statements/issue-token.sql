-- A worker requests a fresh token: records it, where the worker is to have one. The row is locked, so that the journal
-- shows the request before a takeover that comes after it.
--
-- $1  uuid     id
-- $2  integer  fence: the incarnation of the call, or NULL
-- $3  text     who asks
-- $4  text     fence: the bootId of the call, or NULL
-- $5  jsonb    fence: the scope of the caller, or NULL
-- The piece that it is composed with: fence.sql.
-- Result: one row, or none for an unknown worker: its incarnation, presence with reason, what the fence says, and whether
-- it is to have the token.
WITH worker AS (
  SELECT s.id, w.worker_id, s.incarnation, s.presence, s.presence_reason, -- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- $2::integer, $4::text: the process that the call is of; NULL where it states none.
-- $5::jsonb: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
CASE
  WHEN $5::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $5::jsonb) THEN 'outside'
  WHEN $2::integer > s.incarnation THEN 'ahead'
  WHEN $2::integer < s.incarnation OR $4::text <> s.boot_id THEN 'superseded'
END
 AS fence
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.id = $1
  FOR NO KEY UPDATE OF s
),
judged AS (
  SELECT *, presence <> 'DEREGISTERED' AND fence IS NULL AS issued FROM worker
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'token-issued', id, worker_id, $3::text, jsonb_build_object('incarnation', incarnation)
  FROM judged
  WHERE issued
)
SELECT * FROM judged
