-- Drops reminders that wait for a webhook behind a newer message of the same rule. One that is being sent stays.
--
-- $1  text    the rule
-- $2  text[]  webhooks that get a newer message
DELETE FROM worker_registration.alert_delivery
WHERE rule = $1 AND webhook = ANY ($2::text[]) AND type = 'alert.reminder' AND finished_at IS NULL
  AND (claimed_until IS NULL OR claimed_until <= now())
