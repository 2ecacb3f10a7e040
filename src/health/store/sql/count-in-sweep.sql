-- Adds what a batch did to its sweep, as long as that is still the instance's own: whoever finds no row has lost the
-- round, and takes the batch back.
--
-- $1  bigint   the round                $4  integer  failed
-- $2  integer  the instance             $5  integer  recovered
-- $3  integer  became unhealthy         $6  integer  held       $7  integer  released
-- Result: one row, or none.
UPDATE worker_registration.sweep SET
  unhealthy = unhealthy + $3, failed = failed + $4, recovered = recovered + $5, held = held + $6, released = released + $7
WHERE round = $1 AND instance = $2 AND finished_at IS NULL
RETURNING round
