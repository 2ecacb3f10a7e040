-- A piece: whether a worker (s) may send the heartbeat (b): it was not deregistered, and the fence lets it through.
-- The piece that it is composed with: fence.sql.
s.presence <> 'DEREGISTERED' AND {fence} IS NULL
