-- Returns the webhooks that have a message due.
--
-- $1  text[]  their names
SELECT DISTINCT webhook
FROM worker_registration.alert_delivery
WHERE webhook = ANY ($1::text[]) AND finished_at IS NULL AND next_at <= now()
  AND (claimed_until IS NULL OR claimed_until <= now())
