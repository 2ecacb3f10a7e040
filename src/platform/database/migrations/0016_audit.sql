-- Changes of credentials reach every instance at once, whoever makes them, and each event records who caused it and from where.

-- Announces that a table of credentials has changed. Such changes are rare: their transactions may wait for one another.
CREATE FUNCTION worker_registration.announce_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('worker_registration_access', TG_TABLE_NAME);
  RETURN NULL;
END
$$;

CREATE TRIGGER signing_key_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.api_key
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();

ALTER TABLE worker_registration.journal
  ADD COLUMN subject    text COLLATE "C", -- who the actor is, by a name that never changes; actor may be a display name
  ADD COLUMN address    text COLLATE "C", -- of the client
  ADD COLUMN request_id text COLLATE "C";

-- The actor in a parameter of a statement: the name alone, or followed by subject, address and request id, each after the
-- control character 1F. Returns the name, for columns that keep it.
CREATE FUNCTION worker_registration.actor_name(actor text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT split_part(actor, chr(31), 1)
$$;

CREATE FUNCTION worker_registration.split_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.subject := nullif(split_part(NEW.actor, chr(31), 2), '');
  NEW.address := nullif(split_part(NEW.actor, chr(31), 3), '');
  NEW.request_id := nullif(split_part(NEW.actor, chr(31), 4), '');
  NEW.actor := split_part(NEW.actor, chr(31), 1);
  RETURN NEW;
END
$$;

CREATE TRIGGER journal_actor BEFORE INSERT ON worker_registration.journal
  FOR EACH ROW WHEN (strpos(NEW.actor, chr(31)) > 0) EXECUTE FUNCTION worker_registration.split_actor();
