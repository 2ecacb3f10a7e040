-- Revokes a join token. The workers that registered with it stay.
--
-- $1  text  id
-- $2  text  the actor
-- Result: its id, or no row for an unknown one.
WITH revoked AS (
  DELETE FROM worker_registration.join_token WHERE id = $1 RETURNING id, name
)
INSERT INTO worker_registration.journal (type, actor, detail)
SELECT 'join-token-revoked', $2, jsonb_build_object('id', id, 'name', name) FROM revoked
RETURNING seq
