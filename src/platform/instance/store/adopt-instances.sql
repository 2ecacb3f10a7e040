-- Declares instances gone that were not seen for too long. Their gap ends here, because their workers can use another
-- instance since then; further gaps of the instance that noticed it, the heir, count for those workers too. The heir
-- of an instance never changes: if it is gone as well, its own heir continues the line.
--
-- $1  integer           the instance that notices it
-- $2  double precision  seconds after which an instance that was not seen is gone
-- Result: a row with the name of each instance that is gone.
WITH gone AS (
  UPDATE worker_registration.instance SET heir = $1, gap_until = now(), heartbeat_rate = 0
  WHERE number <> $1 AND heir IS NULL
    AND seen_at NOT BETWEEN now() - make_interval(secs => $2) AND now() + make_interval(secs => $2)
  RETURNING number, name, seen_at
),
noted AS (
  INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
  SELECT number, least(seen_at, now()), now() FROM gone
  ON CONFLICT (instance, gap_until) DO NOTHING
)
SELECT name FROM gone
