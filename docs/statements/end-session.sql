-- Ends a session.
--
-- $1  text  id
-- $2  text  the API key that it must belong to, or NULL for any
-- $3  text  actor
-- Result: its id, or no row if there is none.
WITH ended AS (
  DELETE FROM worker_registration.session WHERE id = $1 AND ($2::text IS NULL OR key_id = $2)
  RETURNING id, account
)
INSERT INTO worker_registration.journal (type, actor, detail)
SELECT 'session-ended', $3, jsonb_build_object('id', id, 'account', account) FROM ended
RETURNING seq
