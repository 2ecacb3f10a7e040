-- Reports of schedulers count for three minutes: a later end was computed by a clock that was ahead.
CREATE OR REPLACE FUNCTION worker_registration.is_accused(
  presence worker_registration.worker_presence, health worker_registration.worker_health, accused_until timestamptz
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    accused_until > now() AND accused_until <= now() + interval '3 minutes' AND presence = 'PRESENT' AND health <> 'FAILED',
    false
  )
$$;
