-- The keys that sign the tokens of workers, shared by all instances.

CREATE TABLE worker_registration.signing_key (
  kid        text COLLATE "C" PRIMARY KEY,
  generation integer NOT NULL UNIQUE, -- of instances that make the next key at once, one succeeds
  secret     bytea NOT NULL,
  sealed     boolean NOT NULL,        -- encrypted with auth.master-key: nonce, tag, ciphertext
  created_at timestamptz NOT NULL DEFAULT now()
);

-- As outcome_of was, and: its current token, and no other boot id, show the same process.
CREATE FUNCTION worker_registration.outcome_of(
  known_boot text, given_boot text, running_jobs integer, described_only boolean,
  known_incarnation integer, token_incarnation integer
) RETURNS worker_registration.registration_outcome LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN token_incarnation = known_incarnation AND (given_boot IS NULL OR given_boot = known_boot) THEN 'refreshed'
    ELSE worker_registration.outcome_of(known_boot, given_boot, running_jobs, described_only)
  END::worker_registration.registration_outcome
$$;
