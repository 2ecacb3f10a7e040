-- After the clock was set back: workers that wait for their next probe get it within half a minute, spread over that
-- time.
--
-- $1  integer  maximum number of rows; locked rows are skipped
-- Result: one row: the number of rows.
WITH waiting AS (
  SELECT id FROM worker_registration.probe
  WHERE next_at > now() + interval '30 seconds' AND next_at < 'infinity' OR claimed_until > now() + interval '30 seconds'
  ORDER BY id
  LIMIT $1
  FOR NO KEY UPDATE SKIP LOCKED
),
settled AS (
  UPDATE worker_registration.probe AS p SET
    next_at = CASE WHEN p.next_at < 'infinity' THEN least(p.next_at, now() + random() * interval '30 seconds') ELSE p.next_at END,
    claimed_until = CASE WHEN p.claimed_until > now() THEN now() ELSE p.claimed_until END
  FROM waiting AS w WHERE p.id = w.id
  RETURNING p.id
)
SELECT count(*)::integer AS settled FROM settled
