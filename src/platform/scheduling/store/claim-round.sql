-- Claims the next round of a duty, for the one instance whose statement comes first after the interval. No leader is
-- needed, and the round of an instance that died is followed by the next as if nothing had been
-- (the idea is pg-boss's, `src/plans.ts`, trySetTimestamp).
--
-- $1  text     name of the duty
-- $2  integer  milliseconds that must have passed since the last claim
-- $3  text     who claims
-- Result: the number of the round, or nothing where it is somebody else's or not due yet.
INSERT INTO worker_registration.duty AS d (name, round, claimed_at, claimed_by)
VALUES ($1, 1, now(), $3)
ON CONFLICT (name) DO UPDATE SET round = d.round + 1, claimed_at = now(), claimed_by = excluded.claimed_by
WHERE d.claimed_at <= now() - $2 * interval '1 millisecond'
RETURNING round
