import { DomainError } from '../../src/index.js';
import { endOf, worker, type Step } from './contract-calls.js';
import { OVERRIDE_STEPS } from './contract-overrides.js';

/** Each step is a call of a host; its end must be the same in the module and in the fake. */
export const STEPS: Readonly<Record<string, Step>> = {
  'registers a worker': ({ registration }) =>
    registration.registerWorker(worker('a', { bootId: 'b1', tags: ['gpu'], zone: 'z1' })),
  'registers the same process again': ({ registration }) =>
    registration.registerWorker(worker('a', { bootId: 'b1', tags: ['gpu'], zone: 'z1' })),
  'refuses an invalid registration': ({ registration }) =>
    registration.registerWorker({ workerId: '-', maxConcurrentJobs: 0 }),
  'drops an unknown field': ({ registration }) =>
    registration.registerWorker({
      ...worker('b', { bootId: 'b1', capabilities: { java: 17 } }),
      colour: 'red',
    } as never),
  'expects a worker that is only described': ({ registration }) =>
    registration.registerWorker(worker('later', { expectOnline: false })),
  'takes a heartbeat': ({ registration }) =>
    registration.processHeartbeat('a', {
      status: 'BUSY',
      currentJobCount: 1,
      cpuUsage: 12.5,
      message: 'hello',
    }),
  'drops an invalid field of a heartbeat': ({ registration }) =>
    registration.processHeartbeat('a', { cpuUsage: -1 }),
  'refuses a heartbeat of an unknown worker': ({ registration }) => registration.processHeartbeat('none'),
  'refuses a heartbeat of another process': ({ registration }) =>
    registration.processHeartbeat('b', { bootId: 'b0' }),
  'ends an expectation by a heartbeat': ({ registration }) => registration.processHeartbeat('later'),
  'reads a worker': ({ registration }) => registration.getWorker('a'),
  'reads no unknown worker': ({ registration }) => registration.getWorker('none'),
  'lists by filters': async ({ registration }) => {
    const names = async (query: object): Promise<string[]> =>
      (await registration.listWorkers(query)).workers.map(({ workerId }) => workerId);
    return [
      await names({}),
      await names({ tag: 'gpu' }),
      await names({ capability: 'java=17' }),
      await names({ zone: 'z1', status: 'BUSY' }),
      await names({ minAvailableCapacity: 2 }),
      await names({ text: 'LAT' }),
      await names({ order: 'NONE', presence: 'PRESENT' }),
    ];
  },
  'lists page by page': async ({ registration }) => {
    const first = await registration.listWorkers({ limit: 2, count: 'true', fields: 'workerId' });
    const second = await registration.listWorkers({
      limit: 2,
      cursor: first.nextCursor!,
      fields: 'workerId',
    });
    return [first.workers, first.matches, second];
  },
  'refuses an invalid filter': ({ registration }) => registration.listWorkers({ status: 'ASLEEP' }),
  'assigns a job': ({ jobs }) => jobs.assignJob('a', { jobId: 'j1', priority: 5 }),
  'assigns it once': ({ jobs }) => jobs.assignJob('a', { jobId: 'j1' }),
  'refuses a job that another worker has': ({ jobs }) => jobs.assignJob('b', { jobId: 'j1' }),
  'claims a worker that meets the requirements': ({ jobs }) =>
    jobs.claimJob({ jobId: 'j2', capabilities: { java: 17 } }),
  'claims it once': ({ jobs }) => jobs.claimJob({ jobId: 'j2', capabilities: { java: 17 } }),
  'has no worker for other requirements': ({ jobs }) =>
    jobs.claimJob({ jobId: 'j3', tags: ['tpu'] }).catch((error: DomainError) => ({ code: error.code })),
  'lists jobs': ({ jobs }) => jobs.listJobs('a', {}),
  'fills a worker': async ({ jobs }) => [
    await endOf(jobs.assignJob('b', { jobId: 'j4' })),
    await endOf(jobs.assignJob('b', { jobId: 'j5' })),
  ],
  'ends a job': ({ jobs }) => jobs.endJob('b', 'j4'),
  'ends it once': ({ jobs }) => jobs.endJob('b', 'j4'),
  'releases jobs that a restarted worker does not run': ({ registration }) =>
    registration.registerWorker(worker('b', { bootId: 'b2' })),
  'keeps jobs that a worker brings': ({ registration }) =>
    registration.registerWorker(
      worker('a', { bootId: 'b2', activeJobs: ['j1', 'j9'], tags: ['gpu'], zone: 'z1' }),
    ),
  'gives an order': ({ registration }) => registration.drainWorker('b', { reason: 'kernel' }),
  'tells the worker its order': ({ registration }) => registration.processHeartbeat('b'),
  'assigns nothing to it': ({ jobs }) => jobs.assignJob('b', { jobId: 'j6' }),
  'refuses an unknown option': ({ registration }) =>
    registration.drainWorker('b', { reasn: 'kernel' } as never),
  'compares the moments of an order, whatever their offset': async ({ registration }) => {
    const at = (hours: number, offset: number): string =>
      new Date(Date.now() + (hours + offset) * 3_600_000)
        .toISOString()
        .replace('Z', `${offset < 0 ? '-' : '+'}0${Math.abs(offset)}:00`);
    return [
      await endOf(registration.drainWorker('b', { until: at(-1, 5) })),
      await endOf(registration.drainWorker('b', { until: at(2, -5), deadline: at(-1, 5) })),
      await endOf(registration.drainWorker('b', { until: at(1, 5), deadline: at(2, -5) })),
      (
        await registration.drainWorker('b', { until: at(2, -5), deadline: at(1, 5) })
      ).worker.order?.until?.slice(-1),
    ];
  },
  'lifts the order': ({ registration }) => registration.activateWorker('b'),
  'finds what checks of the application find': async ({ registration, sweep }) => {
    await registration.registerWorker(worker('rover', { bootId: 'b1', zone: 'mars' }));
    await sweep();
    return registration.getWorkerHealthReport('rover');
  },
  'judges a worker by its reports': async ({ registration, sweep }) => {
    await registration.processHeartbeat('later', { status: 'ERROR', message: 'no disk' });
    await sweep();
    return registration.getWorkerHealthReport('later');
  },
  'lets a silent worker fail, and releases its jobs': async ({ registration, jobs, silence, sweep }) => {
    await silence('a', 400);
    await sweep();
    const { health } = await registration.getWorker('a');
    await sweep();
    return [health, await registration.getWorker('a'), await jobs.listJobs('a', {})];
  },
  'tells a worker that returns what was released': ({ registration }) =>
    registration.processHeartbeat('a', { currentJobCount: 0 }),
  'lets a worker with jobs leave only by force': async ({ registration, jobs }) => {
    await jobs.assignJob('b', { jobId: 'j7' });
    return [
      await endOf(registration.deregisterWorker('b')),
      await endOf(registration.deregisterWorker('b', { drain: true, reason: 'scale in' })),
    ];
  },
  'lets it leave when its jobs are done': async ({ registration, jobs }) => {
    await jobs.endJob('b', 'j7');
    return [
      await endOf(registration.processHeartbeat('b', { currentJobCount: 0 })),
      await endOf(registration.processHeartbeat('b')),
    ];
  },
  'deregisters by force': ({ registration }) =>
    registration.forceDeregisterWorker('later', { reason: 'gone' }),
  'counts the fleet': async ({ registration, sweep }) => {
    await sweep();
    return registration.getSystemHealthStatistics();
  },
  'replaces a record': ({ registration }) => registration.registerWorker({ ...worker('a'), force: true }),
  'registers a list, with a result for each item': ({ registration }) =>
    registration.registerWorkers([
      worker('l1', { bootId: 'b1' }),
      { workerId: 'l2', maxConcurrentJobs: 0 },
      worker('l3', { colour: 'red' }),
      worker('l1', { bootId: 'b2' }),
      'l4',
    ]),
  'registers a list as a whole, or none of it': async ({ registration }) => [
    await registration.registerWorkers([worker('l5'), { workerId: 'l6' }, worker('l5')], undefined, {
      allOrNothing: true,
    }),
    await endOf(registration.getWorker('l5')),
    await registration.registerWorkers([worker('l5'), worker('l6')], undefined, {
      allOrNothing: true,
      credentials: false,
    }),
  ],
  'refuses what is not a list': async ({ registration }) => [
    await endOf(registration.registerWorkers({ workers: [] })),
    await endOf(registration.processHeartbeats(null)),
  ],
  'accepts a list of heartbeats, with a result for each item': async ({ registration, jobs }) => {
    await registration.drainWorker('l3');
    await jobs.assignJob('l1', { jobId: 'j8' });
    return [
      await registration.processHeartbeats([
        { workerId: 'l1', status: 'BUSY', currentJobCount: 1, bootId: 'b2' },
        { workerId: 'l3', cpuUsage: -1 },
        { workerId: 'l3', message: 'hello' },
        { workerId: 'l1', bootId: 'b0' },
        { workerId: 'none' },
        { status: 'IDLE' },
        7,
      ]),
      await registration.getWorker('l1'),
      await registration.getWorker('l3'),
    ];
  },
  'issues a new token': async ({ registration }) => {
    return [await registration.issueToken('l1'), await registration.issueToken('l1')];
  },
  'issues none to a worker that left': async ({ registration }) => {
    await registration.forceDeregisterWorker('l6');
    return [await endOf(registration.issueToken('l6')), await endOf(registration.issueToken('none'))];
  },
  'revokes all tokens of a worker': async ({ registration }) => [
    await registration.revokeWorker('l1', { reason: 'stolen' }),
    await endOf(registration.registerWorker(worker('l1', { bootId: 'b2' }))),
    await endOf(registration.revokeWorker('none')),
    await endOf(registration.revokeWorker('l1', { reasn: 'x' } as never)),
  ],
  'refuses a name that is the id of another worker': async ({ registration }) => {
    const { id } = await registration.getWorker('l3');
    return [
      await endOf(registration.registerWorker(worker(id))),
      (await registration.registerWorkers([worker(id)])).results.map(({ status, errors }) => [
        status,
        errors,
      ]),
    ];
  },
  ...OVERRIDE_STEPS,
  'deletes a record': async ({ registration }) => [
    await endOf(registration.deleteWorker('rover')),
    await endOf(registration.deleteWorker('rover')),
  ],
  'reports its own health': ({ indicator }) => indicator.check('workers'),
};
