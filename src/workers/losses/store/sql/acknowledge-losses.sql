-- Acknowledges losses: the workers no longer need attention. A loss that was acknowledged before stays as it was, and
-- a worker that returns and is lost again is a new loss.
--
-- $1  text[]   workerIds, or NULL: every recent loss
-- $2  uuid[]   ids, in addition to workerIds
-- $3  text     only workers of this zone ('': without one), or NULL
-- $4  double precision  hours in which a loss is recent
-- $5  text     actor
-- $6  text     reason
-- $7  jsonb    the scope of the caller, or NULL
-- $8  integer  maximum number of rows of the result; all are acknowledged
-- Result: one row per acknowledged worker, in the order of id, each with the total number.
WITH lost AS (
  SELECT s.id, w.worker_id, s.presence_since, s.presence_reason
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.presence = 'LOST'
    AND ($3::text IS NULL OR coalesce(s.zone, '') = $3)
    AND CASE
      WHEN $1::text[] IS NULL THEN s.presence_since > now() - make_interval(secs => $4::float8 * 3600)
      ELSE w.worker_id = ANY ($1) OR w.id = ANY ($2::uuid[])
    END
    AND worker_registration.is_in_scope(s.id, $7::jsonb)
  ORDER BY s.id
  -- Skips workers that are being deleted.
  FOR KEY SHARE OF w SKIP LOCKED
),
acknowledged AS (
  INSERT INTO worker_registration.loss_acknowledgement AS a (worker, lost_at, acknowledged_by, reason)
  SELECT id, presence_since, worker_registration.actor_name($5), $6 FROM lost
  ON CONFLICT (worker) DO UPDATE SET
    lost_at = excluded.lost_at, acknowledged_at = now(), acknowledged_by = excluded.acknowledged_by,
    reason = excluded.reason
  WHERE a.lost_at <> excluded.lost_at
  RETURNING worker AS id
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'loss-acknowledged', id, l.worker_id, $5, jsonb_build_object('reason', $6, 'lostSince', l.presence_since)
  FROM acknowledged
  JOIN lost AS l USING (id)
)
SELECT id, l.worker_id, count(*) OVER ()::integer AS total
FROM acknowledged
JOIN lost AS l USING (id)
ORDER BY id
LIMIT $8
