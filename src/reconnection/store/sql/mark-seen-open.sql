-- Records that the address and port of workers were open after their registration.
--
-- $1  uuid[]     ids
-- $2  integer[]  of each, the revision of its description
WITH seen AS (
  SELECT s.id
  FROM worker_registration.worker_state AS s
  JOIN unnest($1::uuid[], $2::integer[]) AS o (id, revision) ON o.id = s.id AND o.revision = s.revision
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
)
UPDATE worker_registration.worker_state AS s SET seen_open_revision = s.revision FROM seen WHERE s.id = seen.id
