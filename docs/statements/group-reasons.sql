-- Groups workers that are not healthy, and losses that need attention, by their reasons without figures, and finds what
-- the workers of a group have in common. If all of them sent the same message, it is shown with its figures. A value that all of them have is no cause if the whole fleet has it: the oldest
-- and the newest records stand for the fleet.
--
-- $1  integer           maximum number of workers of each kind, those with the longest duration
-- $2  integer           maximum number of rows
-- $3  double precision  hours in which a loss that was not acknowledged needs attention
-- $4, $5  scope of a limited key, in a part only. The piece `in_part`: whether a worker s is considered: part-pieces.ts
-- Result: one row per group, the largest first; zone, version, host: of all workers of the group, or NULL; tags: of all.
WITH ill AS MATERIALIZED (
  (
    SELECT s.id, s.last_error AS reason, s.message FROM worker_registration.worker_state AS s
    WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'FAILED' AND true
    ORDER BY health_since LIMIT $1
  )
  UNION ALL
  (
    SELECT s.id, s.last_error, s.message FROM worker_registration.worker_state AS s
    WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND health = 'UNHEALTHY' AND true
    ORDER BY health_since LIMIT $1
  )
  UNION ALL
  (
    SELECT s.id, concat_ws(': ', 'Lost', s.last_error), s.message FROM worker_registration.worker_state AS s
    WHERE s.presence = 'LOST' AND s.presence_since > now() - make_interval(secs => $3::float8 * 3600)
      AND NOT EXISTS (
        SELECT FROM worker_registration.loss_acknowledgement AS a WHERE a.worker = s.id AND a.lost_at = s.presence_since
      )
      AND true
    ORDER BY s.presence_since LIMIT $1
  )
),
described AS MATERIALIZED (
  SELECT
    id, regexp_replace(coalesce(i.reason, 'No reason is known'), '\d+([.,]\d+)*', '…', 'g') AS sentence,
    CASE WHEN i.message <> '' AND right(i.reason, length(i.message)) = i.message THEN
      regexp_replace(left(i.reason, -length(i.message)), '\d+([.,]\d+)*', '…', 'g') || i.message
    END AS said,
    w.zone, w.version, coalesce(w.host_name, w.host_address) AS host, w.tags
  FROM ill AS i
  JOIN worker_registration.worker AS w USING (id)
),
largest AS MATERIALIZED (
  SELECT
    sentence, count(*)::integer AS workers,
    CASE WHEN count(said) = count(*) AND min(said) = max(said) THEN min(said) ELSE sentence END AS said,
    CASE WHEN count(*) > 1 AND count(zone) = count(*) AND min(zone) = max(zone) THEN min(zone) END AS zone,
    CASE WHEN count(*) > 1 AND count(version) = count(*) AND min(version) = max(version) THEN min(version) END AS version,
    CASE WHEN count(*) > 1 AND count(host) = count(*) AND min(host) = max(host) THEN min(host) END AS host
  FROM described
  GROUP BY sentence
  ORDER BY count(*) DESC, sentence
  LIMIT $2
),
fleet AS MATERIALIZED (
  (
    SELECT zone, version, coalesce(host_name, host_address) AS host, tags
    FROM worker_registration.worker AS s WHERE EXISTS (SELECT FROM ill) AND true ORDER BY id LIMIT 1000
  )
  UNION ALL
  (
    SELECT zone, version, coalesce(host_name, host_address), tags
    FROM worker_registration.worker AS s WHERE EXISTS (SELECT FROM ill) AND true ORDER BY id DESC LIMIT 1000
  )
)
SELECT
  l.said AS sentence, l.workers AS count,
  CASE WHEN EXISTS (SELECT FROM fleet AS f WHERE f.zone IS DISTINCT FROM l.zone) THEN l.zone END AS zone,
  CASE WHEN EXISTS (SELECT FROM fleet AS f WHERE f.version IS DISTINCT FROM l.version) THEN l.version END AS version,
  CASE WHEN EXISTS (SELECT FROM fleet AS f WHERE f.host IS DISTINCT FROM l.host) THEN l.host END AS host,
  array(
    SELECT tag
    FROM described AS d
    CROSS JOIN LATERAL unnest(d.tags) AS tag
    WHERE l.workers > 1 AND d.sentence = l.sentence
    GROUP BY tag
    HAVING count(DISTINCT d.id) = l.workers AND EXISTS (SELECT FROM fleet AS f WHERE tag <> ALL (f.tags))
    ORDER BY tag
    LIMIT 20
  ) AS tags
FROM largest AS l
ORDER BY l.workers DESC, l.sentence
