-- Sessions: live connections of workers. The row names the session that is open, so that only its own end counts, and when the
-- last one ended without a farewell. None of these columns has an index: they are written as often as workers connect.
ALTER TABLE worker_registration.worker_state
  ADD COLUMN session_instance integer,     -- the instance that holds the session; NULL: none is open
  ADD COLUMN session_number   integer,     -- its number among the sessions of that instance
  ADD COLUMN session_lost_at  timestamptz; -- when a session ended without a farewell; NULL since the next one

-- Whether the session of a worker ended without a farewell, and no other sign of life followed: then it is suspect. A worker
-- that has FAILED is beyond suspicion.
CREATE FUNCTION worker_registration.has_lost_session(
  presence worker_registration.worker_presence, health worker_registration.worker_health, session_lost_at timestamptz,
  last_heartbeat timestamptz, last_registered_at timestamptz
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    session_lost_at > greatest(last_heartbeat, last_registered_at) AND session_lost_at <= now()
      AND presence = 'PRESENT' AND health <> 'FAILED',
    false
  )
$$;
