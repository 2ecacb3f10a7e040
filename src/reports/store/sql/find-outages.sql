-- Finds the time in a period in which no instance could accept heartbeats: none ran, or each had a gap.
--
-- $1  timestamptz  begin
-- $2  timestamptz  end
-- Result: the outages of a second or more in their order. Before the first instance that is known, nothing is known.
WITH alive AS (
  SELECT
    tstzmultirange(tstzrange(i.started_at, CASE WHEN i.heir IS NULL THEN now() ELSE greatest(i.started_at, i.seen_at) END))
    - coalesce(
      (
        SELECT range_agg(tstzrange(least(g.gap_from, g.gap_until), g.gap_until))
        FROM worker_registration.gap AS g
        WHERE g.instance = i.number
      ),
      '{}'
    ) AS spans
  FROM worker_registration.instance AS i
)
SELECT lower(outage) AS began, upper(outage) AS ended
FROM unnest(
  (
    SELECT tstzmultirange(tstzrange(least(greatest($1::timestamptz, min(started_at)), $2::timestamptz), $2::timestamptz))
    FROM worker_registration.instance
  ) - (SELECT range_agg(spans) FROM alive)
) AS outage
WHERE upper(outage) - lower(outage) >= interval '1 second'
ORDER BY 1
