-- A piece: the result of claims: jobs that were assigned, with their workers, and known jobs.
SELECT c.job_id, c.fence, {told}, c.description,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep')
FROM counted AS c
UNION ALL
SELECT k.job_id, NULL, {untold}, NULL, NULL FROM known AS k
