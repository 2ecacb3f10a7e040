import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const settings = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.flap-changes': 4,
  'jobscheduler.worker.flap-window-minutes': 29.5,
};

describe('Each check', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({ settings });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());
  const beat = (workerId: string, body: object) => server.api.post(`/${workerId}/heartbeat`, body);
  const present = async (workerId: string, body: object = {}) => {
    await server.api.post('/register', registration({ workerId, bootId: 'boot-1', maxConcurrentJobs: 4 }));
    await beat(workerId, body);
  };
  const assign = (workerId: string, jobs: number) =>
    server.database.query(
      `UPDATE worker_registration.worker_state AS s SET assigned_job_count = $2
       FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = $1`,
      [workerId, jobs],
    );
  const results = async (workerId: string) => {
    const { checks } = await watch.health(workerId);
    return Object.fromEntries(checks.map(({ name, healthy, message }) => [name, healthy ? true : message]));
  };
  const fine = { heartbeat: true, status: true, capacity: true, jobs: true };

  it.each([
    ['status', { status: 'ERROR' }, { status: 'ACTIVE' }, 'The worker reports ERROR'],
    [
      'status',
      { status: 'IDLE', currentJobCount: 1 },
      { status: 'ACTIVE' },
      'The worker reports IDLE with 1 job',
    ],
    [
      'status',
      { status: 'IDLE', currentJobCount: 3 },
      { currentJobCount: 0 },
      'The worker reports IDLE with 3 jobs',
    ],
    [
      'status',
      { status: 'BUSY', currentJobCount: 0 },
      { currentJobCount: 1 },
      'The worker reports BUSY with no jobs',
    ],
    ['capacity', { currentJobCount: 5 }, { currentJobCount: 4 }, '5 jobs, more than the limit of 4'],
    [
      'capacity',
      { currentJobCount: 1, availableCapacity: 4 },
      { availableCapacity: 3 },
      '4 free slots reported, but 4 usable slots minus 1 jobs leave 3',
    ],
  ])('%s is the only one to fail with %j, and passes with %j', async (check, broken, mended, sentence) => {
    const workerId = `worker-${JSON.stringify(broken).length}-${check}-${sentence.length}`;
    await present(workerId);
    await beat(workerId, broken);
    await watch.sweep();
    const ill = await watch.health(workerId);
    expect(await results(workerId)).toEqual({ ...fine, [check]: sentence });
    await beat(workerId, mended);
    await watch.sweep();
    const well = await watch.health(workerId);
    expect(ill).toMatchObject({ healthy: false, health: 'UNHEALTHY', metrics: { lastError: sentence } });
    expect(well).toMatchObject({ healthy: true, health: 'HEALTHY', consecutiveFailures: 0 });
    expect((await watch.events(workerId)).map(({ type }) => type)).toEqual([
      'registered',
      'unhealthy',
      'recovered',
    ]);
  });

  it('heartbeat is the only one to fail during silence, and passes with a heartbeat', async () => {
    await present('silent');
    await watch.silence(320, 'silent');
    await watch.sweep();
    expect(await results('silent')).toEqual({
      ...fine,
      heartbeat: expect.stringMatching(/^No heartbeat for 32\d s; the lease lasts 300 s$/),
    });
    await beat('silent', {});
    expect(await watch.health('silent')).toMatchObject({ healthy: true, health: 'HEALTHY' });
  });

  it('jobs is the only one to fail after two heartbeats with a wrong count, and passes with the right one', async () => {
    await present('assigned', { currentJobCount: 1 });
    await assign('assigned', 2);
    await beat('assigned', { currentJobCount: 1 });
    const once = await results('assigned');
    await beat('assigned', { currentJobCount: 1 });
    await watch.sweep();
    expect(once).toEqual(fine);
    expect(await results('assigned')).toEqual({
      ...fine,
      jobs: '1 jobs reported, 2 assigned, in 2 heartbeats',
    });
    await beat('assigned', { currentJobCount: 2 });
    await watch.sweep();
    expect(await watch.health('assigned')).toMatchObject({ healthy: true, health: 'HEALTHY' });
  });

  it('jobs ignores heartbeats without a count', async () => {
    await present('reticent', { currentJobCount: 1 });
    await assign('reticent', 2);
    await beat('reticent', { currentJobCount: 1 });
    for (let times = 0; times < 3; times += 1) await beat('reticent', {});
    expect(await results('reticent')).toEqual(fine);
  });

  it('jobs does not fail because of concurrent heartbeats', async () => {
    await present('at-once', { currentJobCount: 1 });
    await assign('at-once', 2);
    const item = { workerId: 'at-once', currentJobCount: 1 };
    await server.api.post('/heartbeat/batch', [item, item]);
    expect(await results('at-once')).toEqual(fine);
  });

  it('is evaluated at the request, whatever the last sweep found', async () => {
    await present('sudden');
    await watch.sweep();
    await beat('sudden', { status: 'ERROR' });
    expect(await watch.health('sudden')).toMatchObject({
      healthy: false,
      health: 'HEALTHY',
      description: 'The worker reports ERROR',
    });
  });

  it('except heartbeat is skipped for a worker under an order', async () => {
    await present('resting');
    await server.api.post('/resting/maintenance', {});
    await beat('resting', { status: 'ERROR', currentJobCount: 9 });
    await watch.sweep();
    const resting = await watch.health('resting');
    await watch.silence(320, 'resting');
    await watch.sweep();
    expect(resting).toMatchObject({ healthy: true, health: 'HEALTHY' });
    expect(resting.checks[1]).toMatchObject({
      message: 'Not checked while the worker has an order (MAINTENANCE)',
    });
    expect(await watch.health('resting')).toMatchObject({ health: 'UNHEALTHY' });
  });

  it('that fails adds its sentence, and the latest ones are the last error', async () => {
    await present('worse', { status: 'ERROR' });
    await watch.sweep();
    await beat('worse', { status: 'IDLE', currentJobCount: 5 });
    await watch.sweep();
    expect(await watch.health('worse')).toMatchObject({
      description: 'The worker reports IDLE with 5 jobs; 5 jobs, more than the limit of 4',
      consecutiveFailures: 2,
      metrics: { lastError: 'The worker reports IDLE with 5 jobs; 5 jobs, more than the limit of 4' },
    });
  });

  it('reports a worker whose event loop lags as stuck, and does not fail it', async () => {
    await present('stuck', { eventLoopLagMs: 5000.4 });
    await watch.sweep();
    expect(await watch.health('stuck')).toMatchObject({ stuck: true, healthy: true, health: 'HEALTHY' });
    expect(await watch.worker('stuck')).toMatchObject({ stuck: true });
  });

  it('reports a worker whose health keeps changing as flapping, and does not fail it', async () => {
    await present('flapping');
    const turns = ['ERROR', 'ACTIVE', 'ERROR', 'ACTIVE'];
    const seen: boolean[] = [];
    const shown: boolean[] = [];
    for (const status of turns) {
      await beat('flapping', { status });
      await watch.sweep();
      seen.push((await watch.health('flapping')).flapping);
      shown.push((await watch.worker('flapping')).flapping);
    }
    await server.database.query(
      `UPDATE worker_registration.worker_state SET flapping_until = flapping_until - interval '31 minutes'`,
    );
    expect(seen).toEqual([false, false, false, true]);
    expect(shown).toEqual(seen);
    expect(await watch.health('flapping')).toMatchObject({ flapping: false, health: 'HEALTHY' });
    expect(await watch.worker('flapping')).toMatchObject({ flapping: false });
  });

  it('reports the uptime in percent of the time since the first registration', async () => {
    await present('uptime');
    const hoursAgo = (hours: number, column: string) =>
      server.database.query(
        `UPDATE worker_registration.worker_state AS s SET ${column} = now() - make_interval(hours => $1)
         FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = 'uptime'`,
        [hours],
      );
    const uptime = async () =>
      Math.round((await watch.health('uptime')).metrics['uptimePercentage'] as number);
    await hoursAgo(10, 'registered_at');
    await hoursAgo(10, 'presence_since');
    await hoursAgo(10, 'health_since');
    const always = await uptime();
    await beat('uptime', { status: 'ERROR' });
    await watch.sweep();
    await hoursAgo(20, 'registered_at');
    expect([always, await uptime()]).toEqual([100, 50]);
  });

  it.each([['expected but not yet seen', 'Registered, but not yet seen', { expectOnline: false }]])(
    'is skipped for a worker that is %s',
    async (_what, description, given) => {
      await server.api.post('/register', registration({ workerId: 'absent', ...given }));
      await watch.sweep();
      expect(await watch.health('absent')).toMatchObject({ healthy: false, description, checks: [] });
    },
  );
});
