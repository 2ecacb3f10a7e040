-- A piece: whether a worker (s) may send the heartbeat (b): it is not deregistered, and the fence allows it.
-- The piece that it is composed with: fence.sql.
s.presence <> 'LEFT' AND {fence} IS NULL
