-- Reads those of some workers that clients of Eureka see.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  uuid[]            ids
SELECT
  w.id, concat_ws('.', w.revision, s.registration_count, s.order_kind, s.reported_status) AS mark, w.worker_id AS "workerId", w.terms, w.capabilities -> 'eureka' AS described,
  coalesce(w.host_name, w.host_address, w.name) AS "hostName", coalesce(w.host_address, w.host_name, w.name) AS "hostAddress",
  w.port, s.order_kind AS "orderKind", s.reported_status AS "reportedStatus", s.registered_at AS "registeredAt",
  s.last_registered_at AS "lastRegisteredAt"
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.id = ANY ($2) AND w.terms @> ARRAY['c:eureka'] AND -- A piece: whether clients of Eureka see a worker (s: its state; $1: length of a lease in seconds where a worker has none of its
-- own). A lease that ended hides it once it was judged unhealthy for that, so never for an outage of the service, nor while a
-- guard holds it. A worker that itself reports an error is seen as DOWN.
(
  s.presence = 'PRESENT'
  AND (
    s.health = 'HEALTHY' OR s.held
    OR (
      worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $1) > now()
      AND (s.health <> 'FAILED' OR s.reported_status = 'ERROR')
    )
  )
)
