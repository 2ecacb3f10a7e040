-- Why heartbeats were not taken: read in a statement of its own, since a takeover under way is seen only by a fresh
-- snapshot.
--
-- $1  uuid[]  ids
-- Result: what there is of each now; who is missing is unknown.
SELECT id, presence, presence_reason
FROM worker_registration.worker_state
WHERE id = ANY ($1)
