/** Ways to break how deaths, losses and reports are handled: see breakages.mjs. */
export const BROKEN_DEATHS = [
  {
    name: 'suspects-forgotten',
    promise: 'spared',
    what: 'claims do not ask whether a worker is suspect',
    edits: [
      {
        file: 'jobs/store/claim-statements.js',
        from: "`NOT ${isLastChoice('s', '$5', '$6')}`",
        to: "`($6::text[] IS NOT NULL OR NOT ${isLastChoice('s', '$5', '$6')})`",
      },
    ],
    schedule: 'deaths',
    fault: 'workers with jobs die',
  },
  {
    name: 'never-late',
    promise: 'suspected',
    what: 'no lateness is computed, as if all heartbeats were excused',
    edits: [
      {
        file: 'fleet/store/suspicion-pieces.js',
        from: '(SELECT worker_registration.excused_until(',
        to: "(SELECT now() + interval '1 day' + 0 * interval '1 s' * (",
      },
    ],
    schedule: 'deaths',
    fault: 'workers with jobs die',
  },
  {
    name: 'losses-forgotten',
    promise: 'present',
    what: 'lost workers do not affect `overall`',
    edits: [{ file: 'statistics/verdict.js', from: '...losses(evidence),', to: '' }],
    schedule: 'deaths',
    fault: 'workers with jobs die',
  },
  {
    name: 'watch-asleep',
    promise: 'timely',
    what: 'leases that end are left to the next sweep',
    edits: [
      {
        file: 'detection/watch/lease-watch.service.js',
        from: 'await this.monitor.judgeEnded(ended)',
        to: 'void 0',
      },
    ],
    schedule: 'deaths',
    fault: 'workers with jobs die',
  },
  {
    name: 'deaths-unproven',
    promise: 'proven',
    what: 'a refused connection proves nothing',
    edits: [
      {
        file: 'reconnection/proven-deaths.js',
        from: '!answer.nobodyListens',
        to: '(true || !answer.nobodyListens)',
      },
    ],
    schedule: 'deaths',
    fault: 'workers with jobs die',
  },
  {
    name: 'reports-ignored',
    promise: 'heard',
    what: 'reports of schedulers are stored, but suspect nobody',
    edits: [
      {
        file: 'detection/store/sql/apply-observations.sql',
        from: 'SET accused_until = t.until',
        to: 'SET accused_until = NULL',
      },
    ],
    schedule: 'deaths',
    fault: 'a scheduler reports a worker',
  },
  {
    name: 'reports-believed',
    promise: 'heard',
    what: 'a single report makes a worker suspect',
    edits: [
      {
        file: 'detection/store/sql/apply-observations.sql',
        from: '(array_agg(last ORDER BY last DESC))[2]',
        to: 'max(last)',
      },
    ],
    schedule: 'deaths',
    fault: 'a scheduler reports a worker',
  },
];
