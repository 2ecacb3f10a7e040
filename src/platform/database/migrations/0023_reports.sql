-- Reports read the events of a period without those of jobs, which may be most of the journal.

CREATE INDEX journal_without_jobs ON worker_registration.journal (at)
  WHERE type NOT IN ('job-assigned', 'job-ended', 'job-released');
