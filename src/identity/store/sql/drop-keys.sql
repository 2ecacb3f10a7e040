-- Deletes keys that have a successor of that age: no token that they signed is of use any longer.
--
-- $1  double precision  seconds
-- Result: the kid of each.
DELETE FROM worker_registration.signing_key AS k
WHERE EXISTS (
  SELECT FROM worker_registration.signing_key AS newer
  WHERE newer.generation > k.generation AND newer.created_at < now() - make_interval(secs => $1)
)
RETURNING k.kid
