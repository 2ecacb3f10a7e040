-- Workers whose credentials were revoked. Outlives the record, since tokens do.

CREATE TABLE worker_registration.worker_revocation (
  id          uuid PRIMARY KEY,           -- of the worker's record, which may be gone
  worker_id   text COLLATE "C" NOT NULL,
  incarnation integer NOT NULL,           -- tokens of this incarnation and of earlier ones are refused
  revoked_at  timestamptz NOT NULL
);
CREATE INDEX worker_revocation_revoked_at ON worker_registration.worker_revocation (revoked_at);

-- Every instance keeps the list in memory, and hears of each change by the channel of credentials.
CREATE FUNCTION worker_registration.announce_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('worker_registration_access', TG_TABLE_NAME);
  RETURN NULL;
END
$$;
CREATE TRIGGER worker_revocation_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.worker_revocation
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_revocation();
