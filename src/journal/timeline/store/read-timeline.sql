-- Returns the events of a record that change what its timeline shows, in their order, and for each track the last one before.
--
-- $1  uuid         the record
-- $2  timestamptz  begin
-- $3  timestamptz  end
-- $4  worker_registration.event_type[]  the types of events
-- $5  integer      maximum number of events; the latest ones are returned
-- $6  jsonb        of each track, the list of its types
-- Result: the events; `is_within` says whether they are after the begin.
WITH within AS (
  SELECT seq, at, type, actor, detail
  FROM worker_registration.journal
  WHERE id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz
    AND type = ANY ($4::worker_registration.event_type[])
  ORDER BY seq DESC
  LIMIT $5
),
before AS (
  SELECT DISTINCT e.*
  FROM jsonb_array_elements($6::jsonb) AS track (types)
  CROSS JOIN LATERAL (
    SELECT seq, at, type, actor, detail
    FROM worker_registration.journal
    WHERE id = $1 AND at < $2::timestamptz AND track.types ? type::text
    ORDER BY seq DESC
    LIMIT 1
  ) AS e
)
SELECT seq, at, type, actor, detail, false AS is_within FROM before
UNION ALL
SELECT seq, at, type, actor, detail, true AS is_within FROM within
ORDER BY seq
