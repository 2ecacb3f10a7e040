import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Policy = 'failed' | 'dead' | 'lease-end' | 'cleaned-up';

describe('The jobs of a worker', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  afterEach(() => server.close());

  const open = async (policy?: Policy, settings: object = {}): Promise<void> => {
    server = await startTestServer({
      settings: {
        ...SWEEPS_BY_HAND,
        'jobscheduler.worker.guard-enabled': false,
        ...(policy && { 'jobscheduler.worker.release-jobs-after': policy }),
        ...settings,
      },
    });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  };

  const cleanUp = async (): Promise<void> => {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = health_since - interval '1 hour',
         presence_since = presence_since - interval '1 hour'`,
    );
    await server.api.post('/cleanup/failed');
  };

  it.each([
    [undefined, 'FAILED', 'failed'],
    ['failed', 'FAILED', 'failed'],
    ['lease-end', 'UNHEALTHY', 'lease ended'],
    ['cleaned-up', 'LOST', 'cleaned up'],
    ['dead', 'never', undefined],
  ] as const)('under release-jobs-after %s are released when it is %s', async (policy, when, reason) => {
    await open(policy);
    await desk.register('one');
    for (const jobId of ['a', 'b']) await desk.assign('one', jobId);
    await watch.silence(400);
    const states: string[] = [];
    const look = async (): Promise<void> => {
      if ((await desk.jobs('one')).length > 0) return;
      const { health, presence } = (await server.api.get<{ health: string; presence: string }>('/one')).body;
      states.push(presence === 'LOST' ? presence : health);
    };
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await watch.sweep();
      await look();
    }
    await cleanUp();
    await look();
    expect(states[0] ?? 'never').toBe(when);
    const released = (await watch.events('one')).filter(({ type }) => type === 'job-released');
    expect(released.map(({ detail }) => [detail['jobId'], detail['reason']])).toEqual(
      reason === undefined
        ? []
        : [
            ['a', reason],
            ['b', reason],
          ],
    );
    const back = await server.api.post<{ revokedJobs: string[] }>('/one/heartbeat', {});
    expect(back.body.revokedJobs).toEqual(reason === undefined ? [] : ['a', 'b']);
    expect(await desk.counters()).toEqual([
      { worker_id: 'one', counted: reason === undefined ? 2 : 0, there: reason === undefined ? 2 : 0 },
    ]);
  });

  it('that reports ERROR stay until it is also silent', async () => {
    await open('lease-end');
    await desk.register('one');
    await desk.assign('one', 'a');
    await server.api.post('/one/heartbeat', { status: 'ERROR', currentJobCount: 1 });
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    const failed = [(await watch.worker('one')).health, await desk.jobs('one')];
    await watch.silence(400);
    await watch.sweep();
    expect([failed, await desk.jobs('one')]).toEqual([['FAILED', ['a']], []]);
  });

  it('that is held by a guard stay, and are released once the guard is spent', async () => {
    await open('lease-end', {
      'jobscheduler.worker.guard-enabled': true,
      'jobscheduler.worker.guard-min-workers': 2,
    });
    for (const workerId of ['one', 'two', 'three']) await desk.register(workerId, { zone: 'a' });
    await desk.assign('one', 'a');
    await watch.silence(400);
    for (let sweep = 0; sweep < 4; sweep += 1) await watch.sweep();
    const held = [(await watch.worker('one')).held, await desk.jobs('one')];
    await server.database.query(
      `UPDATE worker_registration.guard SET since = since - interval '1 hour',
         episode_since = episode_since - interval '1 hour'`,
    );
    await watch.silence(3600);
    for (let sweep = 0; sweep < 2; sweep += 1) await watch.sweep();
    expect([held, await desk.jobs('one')]).toEqual([[true, ['a']], []]);
  });

  it('that failed under a stricter setting are released by the next sweep', async () => {
    await open('cleaned-up');
    await desk.register('one');
    await desk.assign('one', 'a');
    await watch.silence(400);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    const { database } = server;
    const second = await startTestServer({ settings: SWEEPS_BY_HAND, database });
    const kept = await desk.jobs('one');
    await new FleetWatch(second).sweep();
    await second.close();
    expect([kept, await desk.jobs('one')]).toEqual([['a'], []]);
  });

  it('under release-jobs-after dead keep the record of a lost worker, and are released with it', async () => {
    await open('dead');
    await desk.register('one');
    await desk.assign('one', 'a');
    await watch.silence(400);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await cleanUp();
    const repeated = await desk.assign('one', 'a');
    const elsewhere = await desk.claim('a');
    const deleted = await server.api.delete('/one');
    await desk.register('two');
    const claimed = await desk.claim('a');
    expect([repeated.status, repeated.body.message]).toEqual([409, 'The worker is not present (LOST)']);
    expect([elsewhere.status, elsewhere.body.message, deleted.status]).toEqual([
      409,
      'The job is assigned to worker one, which is not present (LOST) and keeps its jobs until they are ended or its record is deleted',
      204,
    ]);
    expect([claimed.status, claimed.body.worker?.workerId]).toEqual([201, 'two']);
  });
});
