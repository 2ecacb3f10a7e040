-- Revokes all credentials of a worker. Its record enters an incarnation that no process has, so that every fenced
-- statement refuses the tokens of earlier ones; the list of revocations outlives the record.
--
-- $1  uuid  id of the record, or of a deleted one that the journal knows
-- $2  text  actor
-- $3  text  reason
-- $4  jsonb the scope of the caller, or NULL; deleted records are in the scope of the whole fleet only
-- Result: one row, or none if the id is unknown: id, workerId, and the last revoked incarnation.
WITH target AS (
  SELECT s.id, w.worker_id, s.incarnation
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.id = $1 AND worker_registration.is_in_scope(s.id, $4::jsonb)
  FOR NO KEY UPDATE OF s
),
moved_on AS (
  -- A bootId identifies the same process at a registration: it is a credential, too.
  UPDATE worker_registration.worker_state AS s SET incarnation = s.incarnation + 1, boot_id = NULL
  FROM target AS t
  WHERE s.id = t.id
),
gone AS (
  SELECT id, worker_id, 2147483647 AS incarnation
  FROM worker_registration.journal
  WHERE id = $1 AND worker_id IS NOT NULL AND NOT EXISTS (SELECT FROM target) AND $4::jsonb IS NULL
  ORDER BY seq DESC
  LIMIT 1
),
revoked AS (
  SELECT id, worker_id, incarnation FROM target UNION ALL SELECT id, worker_id, incarnation FROM gone
),
kept AS (
  INSERT INTO worker_registration.worker_revocation AS r (id, worker_id, incarnation, revoked_at)
  SELECT id, worker_id, incarnation, clock_timestamp() FROM revoked
  ON CONFLICT (id) DO UPDATE SET
    incarnation = greatest(r.incarnation, excluded.incarnation), revoked_at = excluded.revoked_at
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'credentials-revoked', id, worker_id, $2::text, jsonb_strip_nulls(jsonb_build_object('reason', $3::text))
  FROM revoked
)
SELECT id, worker_id, incarnation FROM revoked
