import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  JobsService,
  WorkerEvents,
  WorkerHealthMonitorService,
  WorkerRegistrationHealthIndicator,
  WorkerRegistrationService,
  type EventDto,
  type WorkerCheck,
} from '../../src/index.js';
import { FakeFleet, FakeWorkerRegistrationModule } from '../../src/testing/index.js';
import { endOf, steady, type Offered } from '../support/contract-calls.js';
import { STEPS } from '../support/contract-steps.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { until } from '../support/waiting.js';

const settings = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.max-consecutive-failures': 2,
};
const checks: WorkerCheck[] = [
  { name: 'region', check: ({ zone }) => (zone === 'mars' ? 'The region mars is closed' : null) },
];

async function theModule(): Promise<Offered> {
  const server = await startHostedServer({ settings, checks });
  const watch = new FleetWatch(server);
  return {
    ...servicesOf((token) => server.app.get(token, { strict: false })),
    silence: (workerId, seconds) => watch.silence(seconds, workerId),
    sweep: () => watch.sweep(),
    close: () => server.close(),
  };
}

async function theFake(): Promise<Offered> {
  const imports = [FakeWorkerRegistrationModule.forRoot({ settings, checks })];
  const module = await (await Test.createTestingModule({ imports }).compile()).init();
  const services = servicesOf((token) => module.get(token));
  return {
    ...services,
    silence: async (workerId, seconds) => module.get(FakeFleet).silence(workerId, seconds),
    sweep: () => services.health.performHealthMonitoring(),
    close: () => module.close(),
  };
}

type Token<T> = abstract new (...parameters: never[]) => T;

const servicesOf = (get: <T>(token: Token<T>) => T) => ({
  registration: get(WorkerRegistrationService),
  jobs: get(JobsService),
  health: get(WorkerHealthMonitorService),
  events: get(WorkerEvents),
  indicator: get(WorkerRegistrationHealthIndicator),
});

describe('The fake of worker-registration/testing', () => {
  let both: { module: Offered; fake: Offered };
  const heard: { module: EventDto[]; fake: EventDto[] } = { module: [], fake: [] };
  const consumed: { module: string[]; fake: string[] } = { module: [], fake: [] };
  beforeAll(async () => {
    both = { module: await theModule(), fake: await theFake() };
    // A handler below fails on purpose.
    Logger.overrideLogger(false);
    for (const which of ['module', 'fake'] as const) {
      const { events } = both[which];
      events.on(['registration', 'health', 'jobs', 'orders', 'access'], (event) => heard[which].push(event));
      let refuses = true;
      events.consume(
        'jobs',
        ({ detail }) => {
          if ((refuses = !refuses)) consumed[which].push(String(detail['jobId']));
          else throw new Error('later');
        },
        'job-assigned',
      );
    }
    await until(async () => (await both.module.indicator.check('workers')).workers.status === 'up');
  });
  afterAll(() => Promise.all(Object.values(both).map((each) => each.close())));

  it.each(Object.entries(STEPS))('%s, as the module does', async (_what, step) => {
    const [module, fake] = [
      await endOf(step(both.module) as Promise<unknown>),
      await endOf(step(both.fake) as Promise<unknown>),
    ];
    expect(fake).toEqual(module);
  });

  it('passes the same events to listeners, in the same order for each worker', async () => {
    const deleted = (events: readonly EventDto[]): boolean => events.some(({ type }) => type === 'deleted');
    await until(() => deleted(heard.module) && deleted(heard.fake));
    const told = (events: readonly EventDto[]): Record<string, unknown[]> => {
      const byWorker: Record<string, unknown[]> = {};
      for (const event of events) (byWorker[event.workerId!] ??= []).push(steady(event));
      return byWorker;
    };
    expect(told(heard.fake)).toEqual(told(heard.module));
  });

  it('repeats an event whose handler fails, as a named cursor does', async () => {
    await until(() => consumed.module.includes('j10') && consumed.fake.includes('j10'));
    expect(consumed.fake).toEqual(consumed.module);
  });

  it.each(['module', 'fake'] as const)('refuses invalid cursors and kinds: the %s', (which) => {
    const { events } = both[which];
    const handler = (): void => undefined;
    const tries = [
      () => events.on('registerd' as never, handler),
      () => events.on([], handler),
      () => events.on('jobs', 'no' as never),
      () => events.consume('x', handler, 'bogus' as never),
      () => events.consume('x; drop', handler),
      () => events.consume('', handler),
      () => events.consume('jobs', handler),
    ];
    const refusals = tries.map((attempt) => {
      try {
        return attempt();
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(refusals).toEqual([
      '"registerd" is neither a type nor a group of events; did you mean registered?',
      'Name at least one type or group of events; got none',
      'The handler of events must be a function; got "no"',
      '"bogus" is neither a type nor a group of events; docs/events.md lists them',
      expect.stringMatching(/for example billing; got "x; drop"$/),
      expect.stringMatching(/for example billing; got ""$/),
      'The cursor jobs is consumed already; give each consumer of this process its own name',
    ]);
  });

  it.each<[unknown, string]>([
    [[{ name: 'heartbeat', check: () => null }], 'Two health checks are named "heartbeat"'],
    [[{ name: 'A B', check: () => null }], 'Invalid name of a health check: "A B"'],
    [[{ name: 'disk', check: 'full' }], '"disk" has no function check'],
    [[{ name: 'disk', condition: 'true', sentence: 'a', fine: 'b' }], 'has no database'],
    [{}, 'checks is an object'],
  ])('refuses the checks %j', (given, message) => {
    expect(() => new FakeFleet({}, given as never)).toThrow(message);
  });

  it('asks checks about several workers at once', async () => {
    const asked: (() => void)[] = [];
    const check = () =>
      new Promise<null>((resolve) => {
        asked.push(() => resolve(null));
        if (asked.length === 3) for (const answer of asked) answer();
      });
    const imports = [FakeWorkerRegistrationModule.forRoot({ checks: [{ name: 'slow', check }] })];
    const module = await Test.createTestingModule({ imports }).compile();
    const registration = module.get(WorkerRegistrationService);
    for (const workerId of ['a', 'b', 'c'])
      await registration.registerWorker({ workerId, name: workerId, maxConcurrentJobs: 1 });
    await module.get(WorkerHealthMonitorService).performHealthMonitoring();
    expect(asked).toHaveLength(3);
  });

  it.each([Number.NaN, -5, '600'])('lets no worker fall silent for %p seconds', (seconds) => {
    expect(() => new FakeFleet().silence('w1', seconds as number)).toThrow('must be a number from 0 to');
  });

  it('reports calls that it does not model', async () => {
    await expect(both.fake.registration.getSystemHealthSummary()).rejects.toThrow(
      'does not model getSystemHealthSummary()',
    );
  });
});
