import { endOf, worker, type Step } from './contract-calls.js';

/** Calls of a host that set values in place of a worker. */
export const OVERRIDE_STEPS: Readonly<Record<string, Step>> = {
  'sets values in place of a worker, and removes them': async ({ registration, jobs }) => {
    await registration.registerWorker(worker('o', { maxConcurrentJobs: 4, tags: ['gpu'], zone: 'z1' }));
    const set = { capacity: 1, tags: ['CANARY', 'canary'], reason: 'tries it' };
    return [
      await registration.overrideWorker('o', set),
      await registration.overrideWorker('o', set),
      await jobs.assignJob('o', { jobId: 'j10' }),
      await endOf(jobs.assignJob('o', { jobId: 'j11' })),
      await registration.registerWorker(
        worker('o', { maxConcurrentJobs: 6, zone: 'z2', activeJobs: ['j10'] }),
      ),
      await registration.getWorker('o'),
      await registration.overrideWorker('o', { tags: [], capacity: null, zone: 'z3' }),
      await registration.overrideWorker('o', { overrides: null }),
    ];
  },
  'refuses to set what is out of bounds': async ({ registration }) => [
    await endOf(registration.overrideWorker('o', { capacity: 100_000 })),
    await endOf(registration.overrideWorker('o', { reason: 'nothing' })),
    await endOf(registration.overrideWorker('none', { capacity: 1 })),
    await endOf(registration.overrideWorker('o', { colour: 'red' } as never)),
  ],
};
