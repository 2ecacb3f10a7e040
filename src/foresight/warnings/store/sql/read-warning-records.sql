-- Returns what became of the warnings of each kind that began within 90 days, and how many of them are open.
--
-- Result: one row per kind that has warnings; lead: median of the minutes from a right warning to what it warned of.
SELECT
  kind,
  count(*) FILTER (WHERE ended_at IS NULL)::integer AS open,
  count(*) FILTER (WHERE outcome = 'right')::integer AS right,
  count(*) FILTER (WHERE outcome = 'wrong')::integer AS wrong,
  count(*) FILTER (WHERE outcome = 'void')::integer AS voided,
  count(*) FILTER (WHERE outcome IS NULL)::integer AS pending,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM outcome_at - began_at) / 60) FILTER (WHERE outcome = 'right') AS lead
FROM worker_registration.warning
WHERE began_at > now() - interval '90 days'
GROUP BY kind
