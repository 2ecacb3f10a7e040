-- A piece: the changes of a worker (s) when its order ends (o): a drain below the order is in force again (o.drains),
-- else it has no order.
order_kind = CASE WHEN o.drains THEN 'DRAINING'::worker_registration.worker_status END,
order_reason = CASE WHEN o.drains THEN s.leave_reason END,
order_by = CASE WHEN o.drains THEN coalesce(s.leave_asked_by, 'worker') END,
order_since = CASE WHEN o.drains THEN now() END,
order_until = NULL,
order_deadline = NULL,
leave_when_drained = s.leave_when_drained AND o.drains,
leave_asked_by = CASE WHEN o.drains THEN s.leave_asked_by END,
leave_reason = CASE WHEN o.drains THEN s.leave_reason END
