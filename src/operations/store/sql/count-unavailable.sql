-- Counts the workers of an operation that are not in service, those of them that stay so when they are healthy again, and
-- the replacements that no longer are in service.
--
-- $1  uuid         operation
-- $2  text         term of a replacement, or NULL
-- $3  timestamptz  when the operation was created
-- The pieces that it is composed with: unavailable-workers.sql, is-withdrawn.sql, replacements.sql.
SELECT u.unavailable, u.withdrawn, CASE WHEN $2::text IS NULL THEN 0 ELSE (
  SELECT coalesce(sum(greatest(0, r.replaced - r.arrived)), 0) FROM (
    {replacements}
  ) AS r
) END::integer AS missing
FROM (
  SELECT count(*)::integer AS unavailable, (count(*) FILTER (WHERE {withdrawn}))::integer AS withdrawn
  {unavailable}
) AS u
