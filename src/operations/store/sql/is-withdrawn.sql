-- A piece: whether a worker (s), or none, stays out of service until someone changes that, even if it is healthy.
(s.id IS NULL OR s.presence = 'LEFT' OR s.order_kind IS NOT NULL OR s.leave_when_drained)
