-- A piece: what becomes of a worker (s) when the order that it was under ends (o): the drain over which that was given
-- is in force again (o.drains), else it is under none. The reason of the drain was kept for when it leaves.
order_kind = CASE WHEN o.drains THEN 'DRAINING'::worker_registration.worker_status END,
order_reason = CASE WHEN o.drains THEN nullif(s.presence_reason, 'Deregistered without a reason') END,
order_by = CASE WHEN o.drains THEN coalesce(s.leave_asked_by, 'worker') END,
order_since = CASE WHEN o.drains THEN now() END,
order_until = NULL,
leave_when_drained = s.leave_when_drained AND o.drains
