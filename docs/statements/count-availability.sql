-- Counts how long each worker was expected and healthy in a period, without the time of outages, by zone and for the worst
-- workers. Goes through the events since the begin and the present rows, and reads nothing older.
--
-- $1  timestamptz         begin
-- $2  timestamptz         end
-- $3  double precision[]  begin and end of each outage in seconds since 1970, in order
-- $4  double precision[]  for each of these times, the seconds of outages before it
-- $5  text                only workers of this zone, '' for those without one; NULL: all
-- $6  integer             maximum number of zones
-- $7  integer             maximum number of workers
-- The piece `states`: worker-states.sql
-- Result: rows of the fleet, of zones and of the worst workers, each with seconds; `others` is the number of omitted zones or workers.
WITH event AS (
  -- A piece: presence and other states as digits, so that one running minimum carries them: presence 1 no record, 2 EXPECTED,
-- 3 PRESENT, 4 LOST, 5 LEFT; health 1 HEALTHY, 2 not; order 1 none or DRAINING, 2 MAINTENANCE. Each event says what was so
-- before it; NULL: it says nothing of it. The present row of a worker is the last of its events.
SELECT
  e.id, e.seq, extract(epoch FROM least(e.at, $2::timestamptz))::float8 AS at, e.at < $2::timestamptz AS is_within, e.type::text AS type,
  e.detail ->> 'zone' AS zone,
  CASE
    WHEN e.type IN ('registered', 'replaced') THEN 1
    -- Sweeps judge workers that are present.
    WHEN e.type IN ('cleaned-up', 'unhealthy', 'failed', 'recovered') THEN 3
    WHEN e.type = 'loss-acknowledged' THEN 4
    WHEN e.type NOT IN ('order-given', 'order-lifted') THEN
      CASE coalesce(e.detail ->> 'from', e.detail ->> 'was', CASE WHEN e.detail ->> 'expectOnline' = 'false' THEN 'EXPECTED' END)
        WHEN 'EXPECTED' THEN 2 WHEN 'LOST' THEN 4 WHEN 'LEFT' THEN 5 ELSE 3
      END
  END AS presence,
  CASE
    WHEN e.type IN ('registered', 'replaced') THEN 1
    WHEN e.type IN ('unhealthy', 'failed', 'recovered') THEN CASE WHEN e.detail ->> 'from' = 'HEALTHY' THEN 1 ELSE 2 END
    WHEN e.type = 'deleted' THEN CASE WHEN e.detail ->> 'health' <> 'HEALTHY' THEN 2 ELSE 1 END
  END AS health,
  CASE
    WHEN e.type IN ('registered', 'replaced') THEN 1
    WHEN e.type = 'order-given' THEN CASE WHEN e.detail ->> 'was' = 'MAINTENANCE' THEN 2 ELSE 1 END
    WHEN e.type = 'order-lifted' THEN CASE WHEN e.detail ->> 'kind' = 'MAINTENANCE' THEN 2 ELSE 1 END
  END AS order_kind
FROM worker_registration.journal AS e
WHERE e.at >= $1::timestamptz AND e.type NOT IN ('job-assigned', 'job-ended', 'job-released') AND e.id IS NOT NULL
  AND e.type IN (
    'registered', 'replaced', 're-registered', 'came-back', 'reached', 'deregistered', 'cleaned-up', 'loss-acknowledged', 'restored',
    'deleted', 'purged', 'unhealthy', 'failed', 'recovered', 'order-given', 'order-lifted'
  )
UNION ALL
SELECT
  s.id, 1152921504606846975, extract(epoch FROM $2::timestamptz)::float8, false, NULL, coalesce(s.zone, ''),
  CASE s.presence WHEN 'EXPECTED' THEN 2 WHEN 'PRESENT' THEN 3 WHEN 'LOST' THEN CASE WHEN a.worker IS NULL THEN 4 ELSE 5 END ELSE 5 END,
  CASE WHEN s.health = 'HEALTHY' THEN 1 ELSE 2 END,
  CASE WHEN s.order_kind = 'MAINTENANCE' THEN 2 ELSE 1 END
FROM worker_registration.worker_state AS s
LEFT JOIN worker_registration.loss_acknowledgement AS a ON a.worker = s.id

),
-- Time without outages since 1970. A binary search finds the outage before.
clocked AS (
  SELECT
    id, seq, is_within, type, zone, presence, health, order_kind, at,
    at - CASE WHEN place = 0 THEN 0 ELSE ($4::double precision[])[place] + CASE WHEN place % 2 = 1 THEN at - ($3::double precision[])[place] ELSE 0 END END AS clock
  FROM (SELECT *, width_bucket(at, $3::double precision[]) AS place FROM event) AS placed
),
span AS (
  SELECT
    id, is_within, type, zone,
    greatest(0, clock - coalesce(lead(clock) OVER later, extract(epoch FROM $1::timestamptz)::float8)) AS seconds,
    min(seq * 8 + presence) OVER later & 7 AS presence,
    min(seq * 8 + health) OVER later & 7 AS health,
    min(seq * 8 + order_kind) OVER later & 7 AS order_kind,
    coalesce(lead(type) OVER later = 'loss-acknowledged', false) AS is_acknowledged
  FROM clocked
  WINDOW later AS (PARTITION BY id ORDER BY seq DESC)
),
counted AS (
  SELECT
    id, max(zone) AS zone,
    sum(seconds) FILTER (WHERE is_expected) AS expected,
    sum(seconds) FILTER (WHERE is_expected AND presence = 3 AND health = 1) AS healthy,
    sum(seconds) FILTER (WHERE presence IN (3, 4) AND order_kind = 2) AS maintenance,
    count(*) FILTER (WHERE is_within AND type = 'unhealthy') AS illnesses,
    count(*) FILTER (WHERE is_within AND type = 'cleaned-up') AS losses
  FROM (
    SELECT *, presence IN (3, 4) AND order_kind IS DISTINCT FROM 2 AND NOT (presence = 4 AND is_acknowledged) AS is_expected FROM span
  ) AS judged
  GROUP BY id
),
worker AS MATERIALIZED (
  SELECT id, coalesce(zone, '') AS zone, expected, coalesce(healthy, 0) AS healthy, coalesce(maintenance, 0) AS maintenance, illnesses, losses
  FROM counted
  WHERE expected > 0 AND ($5::text IS NULL OR coalesce(zone, '') = $5)
),
zones AS (
  SELECT
    zone, count(*) AS workers, sum(expected) AS expected, sum(healthy) AS healthy, sum(maintenance) AS maintenance,
    sum(illnesses) AS illnesses, sum(losses) AS losses, GROUPING(zone) = 1 AS is_fleet
  FROM worker
  GROUP BY GROUPING SETS ((zone), ())
),
worst AS (
  SELECT * FROM worker WHERE healthy < expected ORDER BY healthy - expected, id LIMIT $7::integer
)
SELECT
  'fleet' AS kind, NULL AS zone, NULL::uuid AS id, NULL AS "workerId", workers::float8, coalesce(expected, 0) AS expected,
  coalesce(healthy, 0) AS healthy, coalesce(maintenance, 0) AS maintenance, coalesce(illnesses, 0)::float8 AS illnesses,
  coalesce(losses, 0)::float8 AS losses, 0::float8 AS others
FROM zones WHERE is_fleet
UNION ALL
(
  SELECT 'zone', zone, NULL, NULL, workers, expected, healthy, maintenance, illnesses, losses, count(*) OVER () - least($6::integer, count(*) OVER ())
  FROM zones WHERE NOT is_fleet
  ORDER BY healthy / expected, zone
  LIMIT $6::integer
)
UNION ALL
SELECT
  'worker', w.zone, w.id, coalesce(
    (SELECT d.worker_id FROM worker_registration.worker AS d WHERE d.id = w.id),
    (SELECT j.worker_id FROM worker_registration.journal AS j WHERE j.id = w.id ORDER BY j.seq DESC LIMIT 1)
  ), 1, w.expected, w.healthy, w.maintenance, w.illnesses, w.losses,
  (SELECT count(*) FROM worker WHERE healthy < expected) - (SELECT count(*) FROM worst)
FROM worst AS w
