-- Reads the current state of workers as far as answers contain it.
--
-- $1  uuid[]              ids
-- $2  double precision[]  margins of lateness: suspicion.ts
-- Result: the columns of live-row.ts, and the round of the last sweep from duty if failures are counted from it.
SELECT
  {live}, {timed},
  s.revision,
  {absence} AS absence,
  CASE WHEN s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1)
