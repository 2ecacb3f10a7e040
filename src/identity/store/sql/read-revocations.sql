-- Reads all workers whose credentials were revoked.
--
-- Result: id, and the last incarnation whose tokens are refused.
SELECT id, incarnation FROM worker_registration.worker_revocation
