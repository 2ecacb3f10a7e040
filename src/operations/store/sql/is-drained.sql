-- A piece: whether a worker (s) under an order runs no jobs; a heartbeat since the order says so. `isDrained` of
-- fleet/dto/order.dto.ts is the same in TypeScript.
(greatest(s.current_job_count, s.assigned_job_count) = 0 AND s.last_heartbeat > s.order_since)
