-- Returns rules that the settings no longer have. While instances with old and new settings run side by side, each
-- evaluates only its own rules; so a rule counts as removed only when no instance has evaluated it for some time.
--
-- $1  text[]            names of the configured rules
-- $2  double precision  that time in seconds
SELECT name, kind, severity
FROM worker_registration.alert_rule
WHERE name <> ALL ($1::text[]) AND (evaluated_at IS NULL OR evaluated_at < now() - make_interval(secs => $2))
