-- Adds the changes of a batch to its sweep, if the sweep still belongs to the instance. If no row is found, the
-- instance has lost the round and must roll back the batch.
--
-- $1  bigint   the round                $4  integer  failed
-- $2  integer  the instance             $5  integer  recovered
-- $3  integer  became unhealthy         $6  integer  held       $7  integer  released
-- Result: one row, or none.
UPDATE worker_registration.sweep SET
  unhealthy = unhealthy + $3, failed = failed + $4, recovered = recovered + $5, held = held + $6, released = released + $7
WHERE round = $1 AND instance = $2 AND finished_at IS NULL
RETURNING round
