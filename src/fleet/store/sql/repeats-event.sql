-- A piece: whether an event (event: type, id, actor, detail) changes nothing and equals one of the last eight of its worker, not
-- older than an hour. Such an event is not written: a worker that calls in a loop does not fill the journal.
(
  (
    event.type = 'token-issued'
    OR (
      event.type = 're-registered' AND event.detail ->> 'outcome' = 'refreshed'
      AND NOT event.detail ?| '{from,orderEnded}'
    )
  )
  AND EXISTS (
    SELECT FROM (
      SELECT type, at, actor, subject, detail
      FROM worker_registration.journal
      WHERE id = event.id
      ORDER BY seq DESC
      LIMIT 8
    ) AS latest
    WHERE latest.type = event.type AND latest.at > now() - interval '1 hour' AND latest.detail = event.detail
      AND latest.actor = worker_registration.actor_name(event.actor)
      AND coalesce(latest.subject, '') = split_part(event.actor, chr(31), 2)
  )
)
