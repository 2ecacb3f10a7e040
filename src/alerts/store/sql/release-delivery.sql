-- Gives a message back whose attempt was not made to its end, through no fault of the receiver: it does not count.
--
-- $1  bigint   seq of the message
-- $2  integer  number of the attempt
UPDATE worker_registration.alert_delivery SET attempts = attempts - 1, claimed_until = NULL
WHERE seq = $1 AND attempts = $2 AND finished_at IS NULL
