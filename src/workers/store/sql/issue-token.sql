-- A worker asks for a fresh token: notes it, where it is to have one. Locks nothing.
--
-- $1  uuid     id
-- $2  integer  the incarnation that asks; NULL asks for whichever there is
-- $3  text     who asks
-- Result: one row, or none for an unknown worker: its life, presence with reason, and whether it was noted.
WITH worker AS (
  SELECT
    s.id, w.worker_id, s.incarnation, s.presence, s.presence_reason,
    s.presence <> 'DEREGISTERED' AND coalesce(s.incarnation = $2, true) AS issued
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.id = $1
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'token-issued', id, worker_id, $3::text, jsonb_build_object('incarnation', incarnation)
  FROM worker
  WHERE issued
)
SELECT * FROM worker
