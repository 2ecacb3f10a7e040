-- Records that heartbeats or registrations of some workers were refused, or are waiting, because their rows are
-- locked by another transaction. A gap that begins soon after the end of the worker's last one extends that one.
--
-- $1  jsonb             array of refusals {id, workerId, fromMs, untilMs}: an id or a workerId, and how many milliseconds ago the waiting
--                       began and ended
-- $2  double precision  maximum seconds between two gaps that become one
WITH refused AS (
  SELECT
    coalesce(r.id, d.id) AS worker,
    now() - make_interval(secs => max(r."fromMs") / 1000) AS gap_from,
    now() - make_interval(secs => min(r."untilMs") / 1000) AS gap_until
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "workerId" text, "fromMs" float8, "untilMs" float8)
  LEFT JOIN worker_registration.worker AS d ON r.id IS NULL AND d.worker_id = r."workerId"
  WHERE coalesce(r.id, d.id) IS NOT NULL
  GROUP BY 1
),
longer AS (
  UPDATE worker_registration.worker_gap AS g SET gap_until = greatest(g.gap_until, r.gap_until)
  FROM refused AS r
  WHERE g.worker = r.worker AND g.gap_until = (
    SELECT max(known.gap_until) FROM worker_registration.worker_gap AS known
    WHERE known.worker = r.worker AND known.gap_until BETWEEN r.gap_from - make_interval(secs => $2::float8) AND now()
  )
  RETURNING g.worker
)
INSERT INTO worker_registration.worker_gap (worker, gap_from, gap_until)
SELECT worker, gap_from, gap_until FROM refused
WHERE worker NOT IN (SELECT worker FROM longer)
ON CONFLICT (worker, gap_until) DO NOTHING
