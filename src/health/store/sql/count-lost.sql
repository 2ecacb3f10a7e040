-- Counts the workers of each zone that FAILED since the silence began there; they count in the total for the level of
-- silence.
--
-- No parameters.
-- Result: a row for each zone with such workers ('': workers without a zone): of_zone: since its own silence began;
-- of_fleet: since that of the fleet began.
SELECT
  coalesce(w.zone, '') AS zone,
  count(*) FILTER (WHERE w.health_since >= g.episode_since)::integer AS of_zone,
  count(*) FILTER (WHERE w.health_since >= fleet.episode_since)::integer AS of_fleet
FROM worker_registration.worker_state AS w
LEFT JOIN worker_registration.guard AS g ON g.scope = 'zone' AND g.zone = coalesce(w.zone, '')
LEFT JOIN worker_registration.guard AS fleet ON fleet.scope = 'fleet'
WHERE w.presence = 'PRESENT' AND w.health = 'FAILED'
  AND w.health_since >= (SELECT min(episode_since) FROM worker_registration.guard)
GROUP BY 1
