-- Named places in the journal, from which applications that import the module receive events at least once.
CREATE TABLE worker_registration.event_cursor (
  name       text COLLATE "C" PRIMARY KEY,
  tx         bigint NOT NULL, -- place of the last event that was handled
  seq        bigint NOT NULL,
  holder     uuid, -- the consumer that handles events now; null if none does
  held_until timestamptz -- another consumer may take over after it
);
