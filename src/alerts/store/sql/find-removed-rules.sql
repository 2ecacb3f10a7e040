-- Rules that the settings no longer have. While instances with old and new settings run side by side, a rule of
-- the others is not evaluated by us; so it counts as removed only after a time in which nobody evaluated it.
--
-- $1  text[]            names of the rules there are
-- $2  double precision  that time in seconds
SELECT name, kind, severity
FROM worker_registration.alert_rule
WHERE name <> ALL ($1::text[]) AND (evaluated_at IS NULL OR evaluated_at < now() - make_interval(secs => $2))
