-- Counts how often processes recently took over the names of workers from each other, and stores until when these
-- names are contested: until the last $3 takeovers are no longer all within the window.
--
-- $1  uuid[]            ids
-- $2  double precision  the window in minutes
-- $3  integer           takeovers within it that make a name contested
-- Result: a row for each contested name: its id, the number of takeovers, and the addresses of the last two, without
-- duplicates.
WITH takeover AS (
  SELECT w.id, e.at, e.address, row_number() OVER (PARTITION BY w.id ORDER BY e.seq DESC) AS place
  FROM unnest($1::uuid[]) AS w (id)
  CROSS JOIN LATERAL (
    SELECT seq, type, at, detail, address FROM worker_registration.journal WHERE id = w.id ORDER BY seq DESC LIMIT 5000
  ) AS e
  WHERE e.type = 're-registered' AND e.detail ->> 'outcome' IN ('restarted', 'resumed')
    AND e.at BETWEEN now() - make_interval(secs => $2::float8 * 60) AND now()
),
found AS (
  SELECT id, at + make_interval(secs => $2::float8 * 60) AS contested_until FROM takeover WHERE place = $3
),
held AS (
  SELECT f.* FROM found AS f JOIN worker_registration.worker_state AS s USING (id) ORDER BY id FOR NO KEY UPDATE OF s
),
noted AS (
  UPDATE worker_registration.worker_state AS s SET contested_until = h.contested_until
  FROM held AS h
  WHERE s.id = h.id
  RETURNING s.id
)
SELECT
  id,
  count(*)::integer AS count,
  coalesce(array_agg(DISTINCT t.address) FILTER (WHERE place <= 2 AND t.address IS NOT NULL), '{}') AS addresses
FROM noted
JOIN takeover AS t USING (id)
GROUP BY id
