-- Judges warnings of capacity by the history of slots: right if a job found no worker, or all slots were used, in time; void if
-- there were more slots before; wrong if its time is over.
--
-- Result: the number of warnings that were judged.
WITH judged AS (
  SELECT
    w.id,
    CASE
      WHEN e.is_short THEN 'right'
      WHEN e.is_short IS NOT NULL THEN 'void'
      ELSE 'wrong'
    END AS outcome,
    coalesce(e.at, w.judged_by) AS at
  FROM worker_registration.warning AS w
  LEFT JOIN LATERAL (
    SELECT s.unmet > 0 OR s.peak >= s.usable AS is_short, greatest(s.at, w.began_at) AS at
    FROM worker_registration.capacity_step AS s
    WHERE s.step_minutes = 5 AND s.pool = w.pool AND s.zone = '' AND s.at > w.began_at AND s.at <= w.judged_by AND (
      s.unmet > 0
      OR s.samples > 0 AND (
        s.peak >= s.usable
        OR s.usable > 1.02 * (
          SELECT b.usable FROM worker_registration.capacity_step AS b
          WHERE b.step_minutes = 5 AND b.pool = w.pool AND b.zone = '' AND b.at <= w.began_at AND b.samples > 0
          ORDER BY b.at DESC LIMIT 1
        )
      )
    )
    ORDER BY s.at
    LIMIT 1
  ) AS e ON true
  WHERE w.outcome IS NULL AND w.pool IS NOT NULL AND (e.is_short IS NOT NULL OR w.judged_by < now())
),
written AS (
  UPDATE worker_registration.warning AS w SET outcome = j.outcome, outcome_at = j.at
  FROM judged AS j
  WHERE w.id = j.id
  RETURNING 1
)
SELECT count(*)::integer AS judged FROM written
