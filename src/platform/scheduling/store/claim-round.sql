-- Claims a round of a duty for the instance whose statement is first. No leader is needed (the idea is pg-boss's,
-- `src/plans.ts`, trySetTimestamp). A round in progress is left to its instance; the round of an instance that is
-- gone is taken over with the same number.
--
-- $1  text              name of the duty
-- $2  double precision  milliseconds that must have passed since the last claim
-- $3  integer           the claiming instance
-- $4  double precision  milliseconds after which an instance that was not seen is gone
-- Result: the number of the round; no row if another instance has it or it is not due yet.
INSERT INTO worker_registration.duty AS d (name, round, claimed_at, claimed_by)
VALUES ($1, 1, now(), $3)
ON CONFLICT (name) DO UPDATE SET
  round = d.round + (d.finished_round >= d.round OR d.claimed_by = $3)::integer,
  claimed_at = now(),
  claimed_by = excluded.claimed_by
WHERE CASE
  WHEN d.finished_round >= d.round OR d.claimed_by = $3
  -- A clock that was set back must not make a duty wait for the old time.
  THEN d.claimed_at NOT BETWEEN now() - $2::float8 * interval '1 millisecond' AND now() + interval '1 second'
  ELSE NOT EXISTS (
    SELECT FROM worker_registration.instance AS i
    WHERE i.number = d.claimed_by AND i.heir IS NULL AND i.seen_at > now() - $4::float8 * interval '1 millisecond'
  )
  -- A claim is also a sign of life: it may be later than the last recorded one.
  AND d.claimed_at NOT BETWEEN now() - $4::float8 * interval '1 millisecond' AND now() + interval '1 second'
END
RETURNING round
