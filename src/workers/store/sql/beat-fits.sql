-- A piece: whether a worker (s) may send the heartbeat (b): it was not deregistered, and no other life has taken over.
s.presence <> 'DEREGISTERED'
  AND (b.boot_id IS NULL OR s.boot_id IS NULL OR b.boot_id = s.boot_id)
  AND (b.incarnation IS NULL OR s.incarnation = b.incarnation)
