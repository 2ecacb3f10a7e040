-- Reads those of some workers that clients of Eureka see.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  uuid[]            ids
SELECT
  w.id, {mark} AS mark, w.worker_id AS "workerId", w.terms, w.capabilities -> 'eureka' AS described,
  coalesce(w.host_name, w.host_address, w.name) AS "hostName", coalesce(w.host_address, w.host_name, w.name) AS "hostAddress",
  w.port, s.order_kind AS "orderKind", s.reported_status AS "reportedStatus", s.registered_at AS "registeredAt",
  s.last_registered_at AS "lastRegisteredAt"
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.id = ANY ($2) AND w.terms @> ARRAY['c:eureka'] AND {shown}
