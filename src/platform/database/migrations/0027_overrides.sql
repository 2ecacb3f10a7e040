-- Operators may set a worker's capacity, tags and zone. The columns max_concurrent_jobs, tags, zone and terms hold what is in
-- force, so that every statement reads one column, and a heartbeat nothing more.

ALTER TYPE worker_registration.event_type ADD VALUE 'overridden';

ALTER TABLE worker_registration.worker
  ADD COLUMN overrides jsonb, -- of capacity, tags and zone: {value, by, at, reason}; NULL: none
  ADD COLUMN reported jsonb;  -- capacity, tags and zone as the worker reported them; NULL: without an override

-- The terms of a registration, but for those of overridden tags or zone, which stay.
CREATE FUNCTION worker_registration.overridden_terms(reported text[], stored text[], overrides jsonb)
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(term), '{}') FROM (
    SELECT term, is_stored, coalesce(overrides ? CASE left(term, 2) WHEN 't:' THEN 'tags' WHEN 'z:' THEN 'zone' END, false) AS stays
    FROM (
      SELECT term, false AS is_stored FROM unnest(reported) AS term
      UNION ALL
      SELECT term, true FROM unnest(stored) AS term
    ) AS both_lists
  ) AS judged
  WHERE stays = is_stored
$$;

-- usableSlots() of worker.ts.
CREATE FUNCTION worker_registration.usable_slots(slots integer, load_factor double precision)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(1, least(slots, floor(slots * load_factor::numeric)))::integer
$$;
