-- Sessions of people who are signed in: each can be listed and ended, and ends when it is not used.

CREATE TABLE worker_registration.session (
  id           text COLLATE "C" PRIMARY KEY, -- public; the cookie is a signed note of it
  key_id       text COLLATE "C" NOT NULL,    -- the API key that it began with; a session of a key that is gone is refused
  account      text NOT NULL,                -- as the journal names the account
  address      text,
  user_agent   text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(), -- to half a minute
  expires_at   timestamptz NOT NULL
);

CREATE TRIGGER session_changed AFTER DELETE OR TRUNCATE ON worker_registration.session
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();
