-- Alerts: what the rules of the settings found, and the messages about it.

-- A rule as it was evaluated last. The settings say what it asks; its row is made when it is first evaluated or muted.
CREATE TABLE worker_registration.alert_rule (
  name         text COLLATE "C" PRIMARY KEY,
  kind         text COLLATE "C" NOT NULL,
  severity     text COLLATE "C" NOT NULL,
  evaluated_at timestamptz,
  value        double precision,  -- the figure that it looks at
  total        integer NOT NULL DEFAULT 0, -- for how many workers or zones it holds; 1 or 0 for a rule on the fleet
  summary      text,              -- the same as a sentence
  last_sent_at timestamptz,       -- when its last message was written
  muted        boolean NOT NULL DEFAULT false, -- whether it was, when it was evaluated last
  muted_until  timestamptz,       -- by an operator; the settings may mute it too
  mute_reason  text
);

-- What a rule holds for: the fleet, a zone, a worker. A row stays until it holds no more and its receivers know.
CREATE TABLE worker_registration.alert (
  rule          text COLLATE "C" NOT NULL REFERENCES worker_registration.alert_rule (name) ON DELETE CASCADE,
  key           text COLLATE "C" NOT NULL, -- id of the worker, scope and zone of a guard, '' for the fleet
  pending_since timestamptz,               -- since when it holds; NULL: it does not
  firing_since  timestamptz,               -- since when it has held for long enough
  ended_at      timestamptz,               -- when it ceased to fire, where receivers still think that it does
  told          boolean NOT NULL,          -- the receivers think that it fires
  detail        jsonb NOT NULL,            -- as a message shows it
  PRIMARY KEY (rule, key)
);

-- Messages to webhooks: written in the transaction of the change, sent later, one after the other for each rule.
CREATE TABLE worker_registration.alert_delivery (
  seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              text COLLATE "C" NOT NULL UNIQUE, -- the webhook-id, the same in every attempt
  webhook         text COLLATE "C" NOT NULL,
  rule            text COLLATE "C" NOT NULL,
  type            text COLLATE "C" NOT NULL,
  body            text NOT NULL,           -- the bytes that are signed; jsonb would put them in another order
  created_at      timestamptz NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_at         timestamptz NOT NULL DEFAULT now(),
  not_before      timestamptz,             -- the receiver asked for it
  claimed_until   timestamptz,             -- an attempt is under way; after this time it is lost
  finished_at     timestamptz,             -- delivered, or given up
  delivered       boolean NOT NULL DEFAULT false,
  last_error      text
);
CREATE INDEX alert_delivery_waiting ON worker_registration.alert_delivery (webhook, rule, seq) WHERE finished_at IS NULL;

-- A receiver as it was met last.
CREATE TABLE worker_registration.alert_webhook (
  name              text COLLATE "C" PRIMARY KEY,
  last_attempt_at   timestamptz,
  last_delivered_at timestamptz,
  last_error        text,
  last_error_at     timestamptz
);
