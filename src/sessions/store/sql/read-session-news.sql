-- Reads what has happened to the workers of sessions: those with an event since a transaction. An event may be found twice,
-- as those of transactions that still run are looked for again.
--
-- $1  integer  the instance that holds the sessions
-- $2  xid8     the transaction to begin with; NULL: no event is looked for
-- $3  uuid[]   workers to read without an event
-- Result: one row per worker with a session here, and per worker whose record is gone (without an incarnation); or one row
-- without any. Each row has the transaction to begin with the next time.
WITH now AS MATERIALIZED (
  SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest
),
news AS (
  SELECT CASE j.type WHEN 'replaced' THEN (j.detail ->> 'replacedId')::uuid ELSE j.id END AS id
  FROM worker_registration.journal AS j
  WHERE j.tx >= $2::xid8 AND j.id IS NOT NULL AND j.type IN (
    're-registered', 'replaced', 'draining', 'deregistered', 'order-given', 'order-lifted', 'job-released', 'restored',
    'deleted', 'purged'
  )
  UNION
  SELECT unnest($3::uuid[])
)
SELECT now.oldest, w.*
FROM now LEFT JOIN LATERAL (
  SELECT
    n.id, s.incarnation, s.presence, s.presence_reason, s.order_kind, s.lease_seconds,
    CASE WHEN s.has_revoked_jobs THEN array(
      SELECT r.job_id FROM worker_registration.revoked_job AS r
      WHERE r.worker = s.id AND NOT EXISTS (
        SELECT FROM worker_registration.job AS j WHERE j.job_id = r.job_id AND j.worker = r.worker
      )
      ORDER BY r.job_id
    ) END AS revoked
  FROM news AS n
  LEFT JOIN worker_registration.worker_state AS s ON s.id = n.id
  WHERE s.id IS NULL OR s.session_instance = $1
) AS w ON true
