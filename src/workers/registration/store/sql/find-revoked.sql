-- Finds tokens that were revoked.
--
-- $1  uuid[]     ids of their records
-- $2  integer[]  their incarnations
-- Result: ord, the position of each revoked one, from 1.
SELECT t.ord::integer
FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS t (id, incarnation, ord)
JOIN worker_registration.worker_revocation AS r USING (id)
WHERE r.incarnation >= t.incarnation
