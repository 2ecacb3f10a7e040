-- A piece: whether renew-leases.sql and renew-lease.sql accept the heartbeat (b) of a worker (s): it is present, and stays.
s.presence = 'PRESENT' AND NOT s.leave_when_drained AND ({fits})
