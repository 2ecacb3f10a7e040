-- A piece: facts about a worker (s) before its heartbeat (b): the instance that renewed its lease, and when the heartbeat was
-- due. The instance that renewed the lease knows that better than the row, where it answered later heartbeats without a write.
s.taken_by AS was_taken_by,
CASE WHEN b.late IS NULL OR s.taken_by <> $15::integer THEN s.due_at ELSE now() - make_interval(secs => b.late) END AS was_due
