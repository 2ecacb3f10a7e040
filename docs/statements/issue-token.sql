-- Records the request of a worker for a new token if it may be issued. The row is locked, so that the journal shows the
-- request before a later takeover.
--
-- $1  uuid     id
-- $2  integer  fence: the incarnation of the call, or NULL
-- $3  text     the actor
-- $4  text     fence: the bootId of the call, or NULL
-- $5  jsonb    fence: the scope of the caller, or NULL
-- The pieces that it is composed with: fence.sql, repeats-event.sql.
-- Result: one row, or none for an unknown worker: its incarnation, presence with reason, the result of the fence, and
-- whether the token may be issued.
WITH worker AS (
  SELECT s.id, w.worker_id, s.incarnation, s.presence, s.presence_reason, -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. $2::integer, $4::text: the process that the call comes from; NULL if it states none. $5::jsonb:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN $5::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $5::jsonb) THEN 'outside'
  WHEN $2::integer > s.incarnation THEN 'ahead'
  WHEN $2::integer < s.incarnation OR $4::text <> s.boot_id THEN 'superseded'
END
 AS fence
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.id = $1
  FOR NO KEY UPDATE OF s
),
judged AS (
  SELECT *, presence <> 'LEFT' AND fence IS NULL AS issued FROM worker
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT type, id, worker_id, actor, detail
  FROM (
    SELECT
      'token-issued'::worker_registration.event_type AS type, id, worker_id, $3::text AS actor, jsonb_build_object('incarnation', incarnation) AS detail
    FROM judged
    WHERE issued
  ) AS event
  WHERE NOT -- A piece: whether an event (event: type, id, actor, detail) changes nothing and equals one of the last eight of its worker, not
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

)
SELECT * FROM judged
