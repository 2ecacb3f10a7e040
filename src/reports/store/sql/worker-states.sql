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
