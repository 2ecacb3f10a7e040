-- Presence by the words of the API: EXPECTED (registered, not yet seen), PRESENT, LOST (cleaned up after failing), LEFT
-- (deregistered).

ALTER TYPE worker_registration.worker_presence RENAME VALUE 'NOT_SEEN' TO 'EXPECTED';
ALTER TYPE worker_registration.worker_presence RENAME VALUE 'DEREGISTERED' TO 'LEFT';
ALTER TYPE worker_registration.worker_presence RENAME VALUE 'CLEANED_UP' TO 'LOST';

-- As before, by the new words.
CREATE OR REPLACE FUNCTION worker_registration.wants_probe(
  presence worker_registration.worker_presence, order_kind worker_registration.worker_status, lease_renewed_at timestamptz,
  lease interval, beats bigint, incarnation integer, granted_beats bigint, granted_incarnation integer
) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT order_kind IS NULL AND CASE
    WHEN presence = 'LEFT' THEN false
    WHEN presence = 'EXPECTED' THEN true
    WHEN presence = 'LOST' OR lease_renewed_at <= now() - lease
    THEN beats = 0 OR NOT coalesce(beats = granted_beats AND incarnation = granted_incarnation, false)
    ELSE beats = 0 AND coalesce(incarnation = granted_incarnation, false)
  END
$$;
