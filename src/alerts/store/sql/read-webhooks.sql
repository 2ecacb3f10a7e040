-- Returns the last result of each webhook, and its waiting messages.
--
-- $1  text[]  their names
-- Result: one row per webhook that was ever called or has messages waiting, with the current time.
SELECT
  n.name, w.last_attempt_at, w.last_delivered_at, w.last_error, w.last_error_at,
  coalesce(d.waiting, 0)::integer AS waiting, d.next_at
FROM unnest($1::text[]) AS n (name)
LEFT JOIN worker_registration.alert_webhook AS w USING (name)
LEFT JOIN (
  SELECT webhook AS name, count(*) AS waiting, min(next_at) AS next_at
  FROM worker_registration.alert_delivery
  WHERE finished_at IS NULL AND webhook = ANY ($1::text[])
  GROUP BY webhook
) AS d USING (name)
