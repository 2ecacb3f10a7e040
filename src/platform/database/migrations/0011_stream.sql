-- The order of the stream of events. Of a journal of many millions this takes a while, in which nothing can be registered:
-- whoever cannot have that makes the same index before the update, with CREATE INDEX CONCURRENTLY.
CREATE INDEX IF NOT EXISTS journal_tx ON worker_registration.journal (tx, seq);
