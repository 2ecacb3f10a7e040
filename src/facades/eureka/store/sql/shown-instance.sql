-- A piece: whether clients of Eureka see a worker (s: its state; $1: length of a lease in seconds where a worker has none of its
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
