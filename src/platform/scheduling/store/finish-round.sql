-- A round of a duty is done, as long as it is still that instance's.
--
-- $1  text     name of the duty
-- $2  bigint   the round
-- $3  integer  the instance
UPDATE worker_registration.duty SET finished_round = $2 WHERE name = $1 AND round = $2 AND claimed_by = $3
