-- Lists the losses of a period, newest first.
--
-- $1  timestamptz  begin
-- $2  timestamptz  end
-- $3  text         only workers of this zone, '' for those without one; NULL: all
-- $4  integer      maximum number of rows
-- Result: one row per loss; `returned_at` is when the same record was there again, `total` the number of all.
WITH lost AS (
  SELECT e.id, e.seq, e.at, e.worker_id, s.zone, e.detail ->> 'error' AS reason, s.presence, s.presence_since, a.acknowledged_at
  FROM worker_registration.journal AS e
  LEFT JOIN worker_registration.worker_state AS s ON s.id = e.id
  LEFT JOIN worker_registration.loss_acknowledgement AS a ON a.worker = e.id AND a.lost_at = s.presence_since
  WHERE e.at >= $1::timestamptz AND e.at < $2::timestamptz
    AND e.type NOT IN ('job-assigned', 'job-ended', 'job-released') AND e.type = 'cleaned-up'
    AND ($3::text IS NULL OR coalesce(s.zone, '') = $3)
)
SELECT
  at, worker_id, zone, reason,
  CASE
    WHEN presence IS NULL THEN 'deleted'
    WHEN presence = 'LOST' AND acknowledged_at IS NOT NULL THEN 'acknowledged'
    ELSE lower(presence::text)
  END AS now,
  count(*) OVER ()::float8 AS total
FROM lost
ORDER BY seq DESC
LIMIT $4
