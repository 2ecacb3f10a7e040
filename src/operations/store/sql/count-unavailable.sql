-- Counts the workers of an operation that are not in service, for whatever reason, and the replacements that no longer are.
-- Workers that have left count as long as the operation waits for a replacement.
--
-- $1  uuid         operation
-- $2  text         term of a replacement, or NULL
-- $3  timestamptz  when the operation was created
-- The pieces that it is composed with: is-usable.sql, replacements.sql.
SELECT (
  SELECT count(*)
  FROM worker_registration.operation_worker AS w
  LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
  WHERE w.operation = $1 AND w.step <> 'skipped' AND NOT w.is_replaced
    AND CASE WHEN s.id IS NULL OR s.presence = 'LEFT' THEN w.step = 'under-way' ELSE NOT {usable} END
)::integer + CASE WHEN $2::text IS NULL THEN 0 ELSE (
  SELECT coalesce(sum(greatest(0, r.replaced - r.arrived)), 0) FROM (
    {replacements}
  ) AS r
) END::integer AS unavailable
