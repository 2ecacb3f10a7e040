-- Finds the latest record of a name in the journal, and what replaced it.
--
-- $1  text  a workerId
-- $2  uuid  the same as an id, or NULL if it is none
-- Result: one row, or none if the journal knows no such record; the columns of the replacement are NULL if there was none.
WITH record AS (
  (
    SELECT seq, id, worker_id FROM worker_registration.journal
    WHERE worker_id = $1::text AND id IS NOT NULL ORDER BY seq DESC LIMIT 1
  )
  UNION ALL
  (
    SELECT seq, id, worker_id FROM worker_registration.journal
    WHERE id = $2::uuid AND worker_id IS NOT NULL ORDER BY seq DESC LIMIT 1
  )
  ORDER BY seq DESC
  LIMIT 1
)
SELECT r.id, r.worker_id, e.at AS replaced_at, e.actor AS replaced_by
FROM record AS r
LEFT JOIN LATERAL (
  SELECT j.at, j.actor
  FROM worker_registration.journal AS j
  WHERE j.worker_id = r.worker_id AND j.seq > r.seq AND j.type = 'replaced' AND j.detail ->> 'replacedId' = r.id::text
  ORDER BY j.seq
  LIMIT 1
) AS e ON true
