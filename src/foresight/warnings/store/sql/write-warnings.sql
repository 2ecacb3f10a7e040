-- Writes the signs that were found: begins warnings, renews those that are open, and ends those whose sign has been gone for
-- ten minutes, or whose record is gone. Each that begins or ends has an event.
--
-- $1  jsonb  signs: [{kind, worker, worker_id, zone, pool, sentence, figures, expected_in, judged_in}]; minutes from now
-- Result: one row: how many began, and how many ended.
WITH found AS (
  SELECT * FROM jsonb_to_recordset($1) AS sign (
    kind text, worker uuid, worker_id text, zone text, pool text, sentence text, figures jsonb,
    expected_in double precision, judged_in double precision
  )
),
renewed AS (
  INSERT INTO worker_registration.warning AS w (
    kind, worker, worker_id, zone, pool, expected_at, judged_by, sentence, figures
  )
  SELECT
    kind, worker, worker_id, zone, pool, now() + make_interval(secs => expected_in * 60),
    now() + make_interval(secs => judged_in * 60), sentence, figures
  FROM found
  ON CONFLICT (kind, worker, pool) WHERE ended_at IS NULL DO UPDATE SET
    seen_at = now(), sentence = excluded.sentence, figures = excluded.figures, expected_at = excluded.expected_at
  RETURNING w.*, xmax = 0 AS began
),
ended AS (
  UPDATE worker_registration.warning AS w SET ended_at = now()
  WHERE ended_at IS NULL AND (
    seen_at < now() - interval '10 minutes'
    OR worker IS NOT NULL AND NOT EXISTS (SELECT FROM worker_registration.worker AS r WHERE r.id = w.worker)
  ) AND NOT EXISTS (
    SELECT FROM found AS f WHERE f.kind = w.kind AND (f.worker, f.pool) IS NOT DISTINCT FROM (w.worker, w.pool)
  )
  RETURNING w.*
),
changed AS (
  SELECT 'warning-began' AS type, kind, worker, worker_id, pool, sentence, expected_at, NULL AS outcome FROM renewed WHERE began
  UNION ALL
  SELECT 'warning-ended', kind, worker, worker_id, pool, sentence, NULL, outcome FROM ended
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    type::worker_registration.event_type, worker, worker_id, 'service',
    jsonb_strip_nulls(jsonb_build_object(
      'kind', kind, 'pool', coalesce(nullif(pool, ''), CASE WHEN pool = '' THEN 'fleet' END), 'sentence', sentence,
      'expectedAt', expected_at, 'outcome', outcome
    ))
  FROM changed
)
SELECT
  count(*) FILTER (WHERE type = 'warning-began')::integer AS began,
  count(*) FILTER (WHERE type = 'warning-ended')::integer AS ended
FROM changed
