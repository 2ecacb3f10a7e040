-- Counts uses of a join token if enough are left.
--
-- $1  text     id
-- $2  integer  number of uses
-- Result: one row: how many were left before, and whether that was enough; no row for one that is gone or expired.
WITH target AS (
  SELECT id, uses - used AS left_before
  FROM worker_registration.join_token
  WHERE id = $1 AND expires_at > now()
  FOR NO KEY UPDATE
),
spent AS (
  UPDATE worker_registration.join_token AS j SET used = j.used + $2
  FROM target AS t
  WHERE j.id = t.id AND t.left_before >= $2
  RETURNING j.id
)
SELECT left_before, EXISTS (SELECT FROM spent) AS enough FROM target
