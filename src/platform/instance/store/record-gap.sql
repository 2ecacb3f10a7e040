-- Records that the instance is alive again after a gap; a gap that begins soon after the end of the last one extends
-- that one.
--
-- $1  integer           its number
-- $2  double precision  length of the gap in milliseconds; NULL if there was none
-- $3  double precision  maximum seconds between two gaps that become one
WITH seen AS (
  UPDATE worker_registration.instance AS i SET
    seen_at = now(),
    heir = NULL,
    gap_until = CASE WHEN $2::float8 IS NULL THEN i.gap_until ELSE now() END
  WHERE i.number = $1
),
longer AS (
  UPDATE worker_registration.gap SET gap_until = now()
  WHERE instance = $1 AND $2::float8 IS NOT NULL AND gap_until = (
    SELECT max(gap_until) FROM worker_registration.gap
    WHERE instance = $1 AND gap_until BETWEEN now() - make_interval(secs => $2::float8 / 1000 + $3::float8) AND now()
  )
  RETURNING instance
)
INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
SELECT $1, now() - make_interval(secs => $2::float8 / 1000), now()
WHERE $2::float8 IS NOT NULL AND NOT EXISTS (SELECT FROM longer)
ON CONFLICT (instance, gap_until) DO NOTHING
