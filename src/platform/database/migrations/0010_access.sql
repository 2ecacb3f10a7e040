-- Who may call, where auth.mode is token: API keys of people and programs, and join tokens by which workers come in.
-- The secrets themselves are shown once and stored nowhere.

CREATE TABLE worker_registration.api_key (
  id         text COLLATE "C" PRIMARY KEY, -- the public part of the key
  name       text COLLATE "C" NOT NULL UNIQUE,
  hash       bytea NOT NULL,               -- SHA-256 of the secret part
  roles      text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz                   -- NULL: never
);

CREATE TABLE worker_registration.join_token (
  id         text COLLATE "C" PRIMARY KEY,
  name       text COLLATE "C" NOT NULL UNIQUE,
  hash       bytea NOT NULL,
  tags       text[],                       -- those that its workers may have; NULL: any
  uses       integer,                      -- how often it may be used; NULL: not counted
  used       integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL
);
