-- The history of workers and of the service: appended to in the transaction of each change, never changed.
-- A worker that is gone still has its own, so nothing here refers to the tables of the workers.

CREATE TABLE worker_registration.journal (
  seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tx        xid8 NOT NULL DEFAULT pg_current_xact_id(), -- numbers of seq commit out of order; with tx a reader can wait for it
  at        timestamptz NOT NULL DEFAULT now(),
  type      text COLLATE "C" NOT NULL,
  id        uuid,                   -- of the worker; NULL for an event of the service
  worker_id text COLLATE "C",
  actor     text COLLATE "C" NOT NULL,
  detail    jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX journal_id ON worker_registration.journal (id, seq);
CREATE INDEX journal_worker_id ON worker_registration.journal (worker_id, seq);
-- Rows are written in the order of time: the blocks of one day lie together, and an old one is found by a tiny index.
CREATE INDEX journal_at ON worker_registration.journal USING brin (at);
