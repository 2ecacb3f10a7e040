-- Finds lost workers whose loss needs attention. Those that the rule already lists come first, so that none of them is
-- replaced by another one when more are lost than are listed.
--
-- $1  uuid[]            ids that the rule already lists
-- $2  text              only workers of this zone; NULL: all
-- $3  integer           maximum number of rows
-- $4  double precision  hours in which a loss that was not acknowledged needs attention
-- Result: one row per worker, each with the total number.
WITH lost AS MATERIALIZED (
  SELECT s.id, s.zone, s.presence_since, s.presence_reason, s.message
  FROM worker_registration.worker_state AS s
  WHERE s.presence = 'LOST' AND s.presence_since > now() - make_interval(secs => $4::float8 * 3600)
    AND ($2::text IS NULL OR s.zone = $2)
    AND NOT EXISTS (
      SELECT FROM worker_registration.loss_acknowledgement AS a WHERE a.worker = s.id AND a.lost_at = s.presence_since
    )
),
named AS (
  SELECT * FROM lost ORDER BY id = ANY ($1::uuid[]) DESC, presence_since, id LIMIT $3
)
SELECT
  n.id, w.worker_id, n.zone, n.presence_since AS since, n.presence_reason AS reason, n.message,
  (SELECT count(*)::integer FROM lost) AS total
FROM named AS n
JOIN worker_registration.worker AS w USING (id)
ORDER BY n.presence_since, n.id
