import { BROKEN_DEATHS } from './breakages-of-deaths.mjs';

/**
 * Ways to break the built service, at least one for each promise: `edits` replace texts in its files, and the
 * `fault` of the `schedule`, or all of it, must then show that the `promise` is broken.
 */
export const BROKEN = [
  {
    name: 'lazy-commits',
    promise: 'kept',
    what: 'commits are acknowledged before they are on the disk',
    edits: [
      {
        file: 'platform/database/session.js',
        from: "jit: 'off',",
        to: "jit: 'off', synchronous_commit: 'off',",
      },
    ],
    schedule: 'postgres',
    fault: 'PostgreSQL crashes',
  },
  {
    name: 'no-gaps',
    promise: 'blameless',
    what: 'no instance records its own gaps',
    edits: [
      { file: 'platform/instance/gap.js', from: 'if (refusedForMs !== undefined)', to: 'if (false)' },
      { file: 'platform/instance/gap.js', from: 'if (now - lastSeen > toleranceMs)', to: 'if (false)' },
    ],
    schedule: 'postgres',
    fault: 'PostgreSQL is',
  },
  {
    name: 'always-a-gap',
    promise: 'found',
    what: 'each second counts as a gap, so that every lease starts again',
    edits: [{ file: 'platform/instance/gap.js', from: 'Math.max(2500, leaseMs / 20)', to: '0' }],
    schedule: 'instances',
    fault: 'some workers fall silent',
  },
  {
    name: 'row-gap-for-all',
    promise: 'found',
    what: 'a heartbeat that is refused for its locked row is a gap of the whole instance',
    edits: [
      {
        file: 'platform/instance/instance.js',
        from: 'this.refusals.refuseWorkers(names, waitedMs)',
        to: 'this.refusals.noteRefusal(waitedMs)',
      },
    ],
    schedule: 'instances',
    fault: 'while the row of another is locked',
  },
  {
    name: 'forgotten-successor',
    promise: 'blameless',
    what: 'gaps of the heir of an instance are forgotten once it is gone',
    edits: [
      {
        file: 'platform/instance/gap-ledger.js',
        from: 'if (heir === null || goneAt === null || passed.has(heir))',
        to: 'if (true)',
      },
    ],
    schedule: 'instances',
    fault: 'the one that takes their place',
  },
  {
    name: 'job-given-twice',
    promise: 'single',
    what: 'a repeated claim gives the job to another worker',
    edits: [
      {
        file: 'jobs/store/sql/claim-jobs.sql',
        from: 'WHERE w.job_id NOT IN (SELECT job_id FROM known)',
        to: '',
      },
      {
        file: 'jobs/store/sql/claim-jobs.sql',
        from: 'ON CONFLICT (job_id) DO NOTHING',
        to: 'ON CONFLICT (job_id) DO UPDATE SET worker = excluded.worker',
      },
    ],
    schedule: 'short',
    fault: 'an instance is killed',
  },
  {
    name: 'one-job-too-many',
    promise: 'limited',
    what: 'an assignment compares with `<` instead of `<=`',
    edits: [{ file: 'jobs/store/sql/assign-job.sql', from: '{availability} <= 0', to: '{availability} < 0' }],
    schedule: 'short',
    fault: 'an instance is killed',
  },
  {
    name: 'round-taken-away',
    promise: 'orderly',
    what: 'a round in progress is taken over from a live instance',
    edits: [
      {
        file: 'platform/scheduling/store/claim-round.sql',
        from: 'ELSE NOT EXISTS (',
        to: 'ELSE true OR NOT EXISTS (',
      },
    ],
    schedule: 'network',
    fault: 'the network adds',
  },
  {
    name: 'order-not-noted',
    promise: 'told',
    what: 'orders are not written to the journal',
    edits: [
      {
        file: 'workers/orders/store/sql/give-order.sql',
        from: 'USING (id)\n)',
        to: 'USING (id)\n  WHERE false\n)',
      },
    ],
    schedule: 'short',
  },
  {
    name: 'same-fence',
    promise: 'modelled',
    what: 'each assignment of a job has the same fence',
    edits: ['assign-job.sql', 'claim-jobs.sql', 'claim-job.sql'].map((file) => ({
      file: `jobs/store/sql/${file}`,
      from: 'worker_registration.next_fence(',
      to: '7 + 0 * worker_registration.next_fence(',
    })),
    schedule: 'short',
  },
  {
    name: 'reused-fence',
    promise: 'fenced',
    what: 'a job id that is used again has the fence that it had',
    edits: [
      ['assign-job.sql', '$2::text'],
      ['claim-jobs.sql', 'f.job_id'],
      ['claim-job.sql', '$8::text'],
    ].map(([file, job]) => ({
      file: `jobs/store/sql/${file}`,
      from: 'worker_registration.next_fence(',
      to: `abs(hashtext(${job})::bigint) + 0 * worker_registration.next_fence(`,
    })),
    schedule: 'short',
    fault: 'an instance is killed',
  },
  ...BROKEN_DEATHS,
  {
    name: 'half-the-total',
    promise: 'counted',
    what: 'the total omits workers that have left',
    edits: [
      {
        file: 'statistics/fleet-figures.js',
        from: 'totalWorkers = health.present + health.inactive',
        to: 'totalWorkers = health.present',
      },
    ],
    schedule: 'redis',
    fault: 'Redis is suspended',
  },
  {
    name: 'leak',
    promise: 'flat',
    what: 'each heartbeat leaks a MiB',
    edits: [
      {
        file: 'platform/instance/instance.js',
        from: 'this.heartbeats += heartbeats;',
        to: 'this.heartbeats += heartbeats; (globalThis.left ??= []).push(Buffer.alloc(1048576, 1));',
      },
    ],
    schedule: 'network',
    fault: 'the network',
  },
  {
    name: 'endless-wait',
    promise: 'back',
    what: 'a statement waits for a dead connection without end',
    edits: [{ file: 'platform/database/deadline.js', from: 'ANSWER_MS = 12_000', to: 'ANSWER_MS = 900_000' }],
    schedule: 'network',
    fault: 'are dead but stay open',
  },
  {
    name: 'raw-errors',
    promise: 'documented',
    what: 'a lost connection to PostgreSQL is not translated into an API error',
    edits: [
      {
        file: 'platform/database/database-errors.js',
        from: 'UNAVAILABLE.test(code) || isConnectionLoss(error)',
        to: 'false',
      },
    ],
    schedule: 'postgres',
    fault: 'PostgreSQL crashes',
  },
];
