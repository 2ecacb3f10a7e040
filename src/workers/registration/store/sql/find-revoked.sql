-- Finds tokens that were revoked.
--
-- $1  uuid[]     ids of their records
-- $2  integer[]  their incarnations
-- Result: ord, the position of each revoked one, from 1.
SELECT t.ord::integer
FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS t (id, incarnation, ord)
CROSS JOIN LATERAL (
  SELECT incarnation FROM worker_registration.worker_revocation WHERE id = t.id OFFSET 0
) AS r
WHERE r.incarnation >= t.incarnation
