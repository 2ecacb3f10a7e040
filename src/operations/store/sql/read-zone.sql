-- Reads the zone that an operation works on, if it goes from zone to zone.
--
-- $1  uuid  operation
-- Result: the zone, and the number of its workers that the operation has not reached.
SELECT z.zone, (
  SELECT count(*)::integer FROM worker_registration.operation_worker AS w
  WHERE w.operation = $1 AND w.step = 'pending' AND w.zone = z.zone
) AS pending
FROM (
  SELECT least(
    (SELECT min(zone) FROM worker_registration.operation_worker WHERE operation = $1 AND step = 'pending'),
    (SELECT min(zone) FROM worker_registration.operation_worker WHERE operation = $1 AND step = 'under-way')
  ) AS zone
) AS z
