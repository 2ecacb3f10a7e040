-- Writes the decision of a rule's evaluation: its figures, the items that changed, the events of the change, and the
-- messages about it, in one statement, so that there is never a change without its message.
--
-- $1  text    name of the rule, locked by lock-rule.sql
-- $2  jsonb   {value, total, summary, muted, sent, unmuted, change}: its figures, whether a message was written, whether
-- the operator's mute has ended, and whether the rule began to fire or was resolved (firing, resolved or null)
-- $3  jsonb   array of items that are new or changed
-- $4  text[]  keys of items that are gone
-- $5  jsonb   array of events {type, detail}
-- $6  jsonb   array of messages {id, webhook, type, body}
WITH evaluated AS (
  UPDATE worker_registration.alert_rule SET
    evaluated_at = now(),
    value = ($2::jsonb ->> 'value')::float8,
    total = ($2::jsonb ->> 'total')::integer,
    summary = $2::jsonb ->> 'summary',
    muted = ($2::jsonb ->> 'muted')::boolean,
    last_sent_at = CASE WHEN ($2::jsonb ->> 'sent')::boolean THEN now() ELSE last_sent_at END,
    muted_until = CASE WHEN NOT ($2::jsonb ->> 'unmuted')::boolean THEN muted_until END,
    mute_reason = CASE WHEN NOT ($2::jsonb ->> 'unmuted')::boolean THEN mute_reason END,
    muted_by = CASE WHEN NOT ($2::jsonb ->> 'unmuted')::boolean THEN muted_by END,
    history = CASE WHEN $2::jsonb ->> 'change' IS NULL THEN history ELSE (
      SELECT jsonb_agg(latest.entry ORDER BY latest.place)
      FROM (
        SELECT e.entry, e.place
        FROM jsonb_array_elements(history || jsonb_build_array(jsonb_build_object(
          'at', now(), 'state', $2::jsonb ->> 'change', 'summary', $2::jsonb ->> 'summary'
        ))) WITH ORDINALITY AS e (entry, place)
        ORDER BY e.place DESC
        LIMIT 20
      ) AS latest
    ) END
  WHERE name = $1
),
gone AS (
  DELETE FROM worker_registration.alert WHERE rule = $1 AND key = ANY ($4::text[])
),
kept AS (
  INSERT INTO worker_registration.alert AS a (rule, key, pending_since, firing_since, ended_at, told, detail)
  SELECT $1, i.key, i."pendingSince", i."firingSince", i."endedAt", i.told, i.subject
  FROM jsonb_to_recordset($3::jsonb) AS i (
    key text, "pendingSince" timestamptz, "firingSince" timestamptz, "endedAt" timestamptz, told boolean, subject jsonb
  )
  ON CONFLICT (rule, key) DO UPDATE SET
    pending_since = excluded.pending_since, firing_since = excluded.firing_since, ended_at = excluded.ended_at,
    told = excluded.told, detail = excluded.detail
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT e.type, 'service', e.detail FROM jsonb_to_recordset($5::jsonb) AS e (
    type worker_registration.event_type, detail jsonb
  )
)
INSERT INTO worker_registration.alert_delivery (id, webhook, rule, type, body)
SELECT m.id, m.webhook, $1, m.type, m.body
FROM jsonb_to_recordset($6::jsonb) AS m (id text, webhook text, type text, body text)
