-- Judges warnings by what happened to their workers: right if the worker fell ill or restarted in time; void if an order, or
-- its departure, came first, or its record is gone; wrong if its time is over.
--
-- $1  integer  maximum number of warnings
-- Result: the number of warnings that were judged.
WITH unjudged AS (
  SELECT id, kind, worker, began_at, judged_by
  FROM worker_registration.warning
  WHERE outcome IS NULL AND worker IS NOT NULL
  ORDER BY began_at
  LIMIT $1
),
judged AS (
  SELECT
    u.id,
    CASE
      WHEN e.type IN ('order-given', 'draining', 'deregistered', 'deleted', 'purged', 'replaced') THEN 'void'
      WHEN e.type IS NOT NULL THEN 'right'
      -- The event of a forced registration has the id of the new record.
      WHEN r.id IS NULL THEN 'void'
      ELSE 'wrong'
    END AS outcome,
    coalesce(e.at, least(u.judged_by, now())) AS at
  FROM unjudged AS u
  LEFT JOIN worker_registration.worker AS r ON r.id = u.worker
  LEFT JOIN LATERAL (
    SELECT latest.type, latest.at
    FROM (
      SELECT type, at, seq, detail FROM worker_registration.journal WHERE id = u.worker ORDER BY seq DESC LIMIT 5000
    ) AS latest
    WHERE latest.at > u.began_at AND latest.at <= u.judged_by AND (
      latest.type IN (
        'unhealthy', 'failed', 'cleaned-up', 'order-given', 'draining', 'deregistered', 'deleted', 'purged', 'replaced'
      )
      OR latest.type = 're-registered' AND latest.detail ->> 'outcome' IN ('restarted', 'resumed')
      OR latest.type = 'suspected' AND u.kind IN ('lateness', 'event-loop-lag')
    )
    ORDER BY latest.seq
    LIMIT 1
  ) AS e ON true
  WHERE e.type IS NOT NULL OR r.id IS NULL OR u.judged_by < now()
),
written AS (
  UPDATE worker_registration.warning AS w SET outcome = j.outcome, outcome_at = j.at
  FROM judged AS j
  WHERE w.id = j.id
  RETURNING 1
)
SELECT count(*)::integer AS judged FROM written
