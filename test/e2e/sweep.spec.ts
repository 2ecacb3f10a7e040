import { Sweep } from '../../src/health/sweep.js';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const settings = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false };
const TIMEOUT_SECONDS = 300;

describe('A worker that goes silent', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({ settings });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());
  const present = async (workerId: string, beat: object = {}) => {
    await server.api.post('/register', registration({ workerId, bootId: 'boot-1' }));
    await server.api.post(`/${workerId}/heartbeat`, beat);
  };

  it('counts no finished round twice if it is evaluated again as the next one begins', async () => {
    await present('hammered');
    const { round } = await watch.sweep();
    await watch.silence(TIMEOUT_SECONDS + 1, 'hammered');
    // Another instance has begun the next round, and judges by it after this one.
    await server.database.query(
      `UPDATE worker_registration.duty SET round = round + 1, finished_round = round + 1 WHERE name = 'sweep'`,
    );
    await server.app.get(Sweep).repeatJudgement(round);
    expect(await watch.worker('hammered')).toMatchObject({ health: 'UNHEALTHY', consecutiveFailures: 1 });
    await server.api.delete('/hammered');
  });

  it('is UNHEALTHY, then FAILED after exactly three sweeps, then INACTIVE, and comes back under its id', async () => {
    await present('silent');
    const before = await watch.worker('silent');
    await watch.silence(TIMEOUT_SECONDS + 1, 'silent');
    const seen = [];
    for (let sweep = 0; sweep < 4; sweep += 1) {
      await watch.sweep();
      const { health, status, consecutiveFailures } = await watch.worker('silent');
      seen.push([health, status, consecutiveFailures]);
    }
    expect(seen).toEqual([
      ['UNHEALTHY', 'ACTIVE', 1],
      ['UNHEALTHY', 'ACTIVE', 2],
      ['FAILED', 'ERROR', 3],
      ['FAILED', 'ERROR', 4],
    ]);

    await server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = health_since - interval '16 minutes',
         presence_since = presence_since - interval '16 minutes' WHERE health = 'FAILED'`,
    );
    await server.api.post('/cleanup/failed');
    expect(await watch.worker('silent')).toMatchObject({ status: 'INACTIVE' });

    const beat = await server.api.post<{ worker: object }>('/silent/heartbeat', { status: 'IDLE' });
    expect(beat.body.worker).toMatchObject({
      id: before.id,
      status: 'IDLE',
      health: 'HEALTHY',
      consecutiveFailures: 0,
    });
    expect(await watch.events('silent')).toMatchObject([
      { type: 'registered' },
      { type: 'unhealthy', detail: { checks: ['heartbeat'], consecutiveFailures: 1 } },
      {
        type: 'failed',
        detail: {
          from: 'UNHEALTHY',
          consecutiveFailures: 3,
          error: expect.stringMatching(/^No heartbeat for 30\d s/),
        },
      },
      { type: 'cleaned-up', detail: { assignedJobs: 0 } },
      { type: 'came-back', detail: { from: 'LOST' } },
      { type: 'recovered', detail: { verdict: 'RECOVERED', from: 'FAILED' } },
    ]);
  });

  it('recovers with its next heartbeat, before any sweep', async () => {
    await present('late');
    await watch.silence(TIMEOUT_SECONDS + 1, 'late');
    await watch.sweep();
    const beat = await server.api.post<{ worker: object }>('/late/heartbeat', {});
    expect(beat.body.worker).toMatchObject({ health: 'HEALTHY', consecutiveFailures: 0 });
  });

  it('also recovers with a registration or a batch of heartbeats', async () => {
    await present('returned');
    await present('beaten');
    await watch.silence(TIMEOUT_SECONDS + 1, ['returned', 'beaten']);
    await watch.sweep();
    const registered = await server.api.post<{ worker: object }>(
      '/register',
      registration({ workerId: 'returned', bootId: 'boot-2' }),
    );
    await server.api.post('/heartbeat/batch', [{ workerId: 'beaten' }]);
    expect(registered.body.worker).toMatchObject({ health: 'HEALTHY' });
    expect(await watch.worker('beaten')).toMatchObject({ health: 'HEALTHY' });
  });

  it('stays unhealthy if its first heartbeat reports another fault', async () => {
    await present('worse');
    await watch.silence(TIMEOUT_SECONDS + 1, 'worse');
    await watch.sweep();
    await server.api.post('/worse/heartbeat', { status: 'ERROR' });
    expect(await watch.health('worse')).toMatchObject({
      health: 'UNHEALTHY',
      metrics: { lastError: 'The worker reports ERROR' },
    });
  });

  it('does not fail earlier because its health is read often', async () => {
    await present('watched');
    await watch.silence(TIMEOUT_SECONDS + 1, 'watched');
    await watch.sweep();
    const again = [await watch.sweepAgain(), await watch.sweepAgain(), await watch.sweepAgain()];
    expect(again.map(({ counted }) => counted)).toEqual([false, false, false]);
    expect(await watch.worker('watched')).toMatchObject({ health: 'UNHEALTHY', consecutiveFailures: 1 });
  });

  it('causes no further writes while it stays unhealthy', async () => {
    await present('lasting');
    await watch.silence(TIMEOUT_SECONDS + 1, 'lasting');
    await watch.sweep();
    const version = async () =>
      (
        await server.database.query(
          `SELECT s.xmin::text FROM worker_registration.worker_state s JOIN worker_registration.worker w USING (id) WHERE w.worker_id = 'lasting'`,
        )
      )[0];
    const written = await version();
    await watch.sweep();
    expect(await version()).toEqual(written);
    expect(await watch.worker('lasting')).toMatchObject({ consecutiveFailures: 2 });
  });

  it('keeps its failure count over a restart of the service', async () => {
    await present('counted');
    await watch.silence(TIMEOUT_SECONDS + 1, 'counted');
    await watch.sweep();
    const second = await startTestServer({ settings, database: server.database });
    const swept = await new FleetWatch(second).sweep();
    expect(swept.counted).toBe(true);
    expect(await new FleetWatch(second).worker('counted')).toMatchObject({ consecutiveFailures: 2 });
    await second.close();
  });

  it('never has a last heartbeat in the future', async () => {
    await present('ahead');
    await watch.silence(-3600, 'ahead');
    await watch.sweep();
    const [row] = await server.database.query(
      `SELECT s.last_heartbeat <= now() AS heard, s.lease_renewed_at <= now() AS renewed
       FROM worker_registration.worker_state s JOIN worker_registration.worker w USING (id) WHERE w.worker_id = 'ahead'`,
    );
    expect(row).toEqual({ heard: true, renewed: true });
  });
});

describe('Without auto-recovery', () => {
  it('a FAILED worker stays so until it is activated', async () => {
    const server = await startTestServer({
      settings: { ...settings, 'jobscheduler.worker.auto-recovery-enabled': false },
    });
    const watch = new FleetWatch(server);
    await server.api.post('/register', registration({ workerId: 'stubborn', bootId: 'boot-1' }));
    await watch.silence(TIMEOUT_SECONDS + 1);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await server.api.post('/stubborn/heartbeat', {});
    await watch.sweep();
    const beaten = await watch.health('stubborn');
    await server.api.post('/stubborn/activate', { reason: 'looked at' });
    const activated = await watch.worker('stubborn');
    const told = await server.api.get('/stubborn/events?type=recovered');
    await server.close();
    expect(beaten).toMatchObject({
      health: 'FAILED',
      healthy: true,
      description: 'All checks pass; FAILED until it is activated',
    });
    expect(activated).toMatchObject({ health: 'HEALTHY', status: 'ACTIVE', consecutiveFailures: 0 });
    expect(told.body['events']).toMatchObject([{ actor: 'operator' }]);
  });
});
