-- Finishes a round of a duty if it still belongs to the instance.
--
-- $1  text     name of the duty
-- $2  bigint   the round
-- $3  integer  the instance
UPDATE worker_registration.duty SET finished_round = $2 WHERE name = $1 AND round = $2 AND claimed_by = $3
