-- Deletes records of workers that left or were cleaned up long ago; those that were never seen are kept, because they
-- may still start, and those that still have jobs. Their journal stays.
--
-- $1  integer  days to keep a record
-- $2  integer  maximum number of rows; locked rows are left for the next round
-- Result: the number of deleted records.
WITH absent AS (
  SELECT id, presence, presence_since
  FROM worker_registration.worker_state
  WHERE presence IN ('LEFT', 'LOST') AND presence_since < now() - make_interval(days => $1) AND assigned_job_count = 0
  ORDER BY presence_since
  LIMIT $2
  FOR UPDATE SKIP LOCKED
),
purged AS (
  DELETE FROM worker_registration.worker AS w USING absent AS a WHERE w.id = a.id
  RETURNING w.id, w.worker_id, w.zone, a.presence, a.presence_since
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'purged', id, worker_id, 'service', jsonb_strip_nulls(jsonb_build_object('was', presence, 'since', presence_since, 'zone', zone))
  FROM purged
)
SELECT count(*)::integer AS purged FROM purged
