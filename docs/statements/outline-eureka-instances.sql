-- Lists the workers that clients of Eureka see, with a mark that changes when what they see may have changed: `id mark,id mark`, in a few
-- hundred rows, as thousands cost their reader more.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
SELECT string_agg(concat(w.id, ' ', concat_ws('.', w.revision, s.registration_count, s.order_kind, s.reported_status)), ',') AS outline
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.terms @> ARRAY['c:eureka'] AND -- A piece: whether clients of Eureka see a worker (s: its state; $1: length of a lease in seconds where a worker has none of its
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

GROUP BY get_byte(uuid_send(w.id), 15)
