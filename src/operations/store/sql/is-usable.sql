-- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
