-- Sets or removes overrides of a worker whose description this transaction has locked.
--
-- $1  uuid     id                       $5  jsonb    capacity, tags and zone as the worker reported them
-- $2  jsonb    the values to set        $6  integer  maxConcurrentJobs in force
-- $3  text[]   the overrides to remove  $7  integer  usable slots in force
-- $4  text     actor                    $8  text[]   tags in force
-- $9  text     zone in force            $10 text[]   terms in force
-- $11 text     reason
WITH described AS (
  UPDATE worker_registration.worker AS w SET
    revision = w.revision + 1,
    overrides = o.overrides,
    reported = CASE WHEN o.overrides IS NOT NULL THEN $5::jsonb END,
    max_concurrent_jobs = $6, tags = $8::text[], zone = $9, terms = $10::text[]
  FROM (
    SELECT nullif((coalesce(k.overrides, '{}') - $3::text[]) || (
      SELECT coalesce(jsonb_object_agg(name, jsonb_build_object(
        'value', value, 'by', worker_registration.actor_name($4), 'at', now(), 'reason', $11::text
      )), '{}')
      FROM jsonb_each($2::jsonb) AS given (name, value)
    ), '{}') AS overrides
    FROM worker_registration.worker AS k
    WHERE k.id = $1
  ) AS o
  WHERE w.id = $1
  RETURNING w.id, w.worker_id, w.revision
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET
    revision = d.revision, max_concurrent_jobs = $6, usable_slots = $7, zone = $9,
    -- The row does not say whether the worker named its free slots. One that reports jobs reports again: until then it
    -- gets no more. One that reports nothing can take all that is in force.
    available_capacity = CASE
      WHEN s.current_job_count = 0 AND s.available_capacity = s.usable_slots THEN $7::integer
      ELSE least(s.available_capacity, greatest(0, $7::integer - s.current_job_count))
    END
  FROM described AS d
  WHERE s.id = d.id
)
INSERT INTO {journal} (type, id, worker_id, actor, detail)
SELECT 'overridden', d.id, d.worker_id, $4, jsonb_build_object('set', $2::jsonb, 'removed', $3::text[], 'reason', $11::text)
FROM described AS d
