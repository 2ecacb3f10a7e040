-- Lists what was done with keys, join tokens, sessions and signing keys in a period, newest first.
--
-- $1  timestamptz   begin
-- $2  timestamptz   end
-- $3  text[]        types of events
-- $4  integer       maximum number of rows
-- Result: events, without those that workers caused; `total` is the number of all.
SELECT at, type, worker_id, actor, subject, address, detail ->> 'name' AS name, detail ->> 'reason' AS reason, count(*) OVER ()::float8 AS total
FROM worker_registration.journal
WHERE at >= $1::timestamptz AND at < $2::timestamptz AND type NOT IN ('job-assigned', 'job-ended', 'job-released')
  AND type = ANY ($3::worker_registration.event_type[])
  AND actor <> 'worker' AND NOT starts_with(coalesce(subject, ''), 'worker:')
ORDER BY seq DESC
LIMIT $4
