-- What a registration of a known worker is, without a conversion of text: PostgreSQL evaluates the function within the
-- statement then, where it called it for each worker.
CREATE OR REPLACE FUNCTION worker_registration.outcome_of(
  known_boot text, given_boot text, running_jobs integer, described_only boolean,
  known_incarnation integer, token_incarnation integer
) RETURNS worker_registration.registration_outcome LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN token_incarnation = known_incarnation AND (given_boot IS NULL OR given_boot = known_boot)
      THEN 'refreshed'::worker_registration.registration_outcome
    WHEN described_only OR known_boot = given_boot THEN 'refreshed'::worker_registration.registration_outcome
    WHEN running_jobs > 0 THEN 'resumed'::worker_registration.registration_outcome
    ELSE 'restarted'::worker_registration.registration_outcome
  END
$$;
