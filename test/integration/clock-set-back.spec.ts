import { ClockStore } from '../../src/platform/instance/store/clock.store.js';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('When the clock of PostgreSQL is set back', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    const rules = {
      'jobscheduler.worker.guard-enabled': false,
      'jobscheduler.worker.max-consecutive-failures': 1,
    };
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, ...rules } });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  it.each([
    ['lies in the future', 1200],
    ['seems valid again', 400],
  ])('so far that the lease of a failed worker %s, the worker stays failed', async (_what, seconds) => {
    const workerId = `failed-${seconds}`;
    await server.database.query('DELETE FROM worker_registration.gap');
    await server.api.post('/register', registration({ workerId }));
    await watch.silence(600, workerId);
    await watch.sweep();
    // Setting the clock back has the same effect as moving all recorded times ahead.
    await server.database.query(
      `UPDATE worker_registration.worker_state SET
         lease_renewed_at = lease_renewed_at + make_interval(secs => $1), health_since = health_since + make_interval(secs => $1)
       WHERE health = 'FAILED'`,
      [seconds],
    );
    await server.database.query(
      `UPDATE worker_registration.instance SET seen_at = seen_at + make_interval(secs => $1) WHERE heir IS NULL`,
      [seconds],
    );
    const { recovered } = await watch.sweep();
    const { body } = await server.api.post('/jobs/claim', { jobId: `job-${seconds}` });
    const failed = await watch.worker(workerId);
    const heartbeat = await server.api.post<{ worker: { health: string } }>(`/${workerId}/heartbeat`, {});

    expect(recovered).toBe(0);
    expect(failed).toMatchObject({ health: 'FAILED' });
    expect(body['code']).toBe('no_worker_for_job');
    expect(heartbeat.body.worker).toMatchObject({ health: 'HEALTHY' });
    await server.api.delete(`/${workerId}`);
  });

  it('again while the times of the first step are corrected, a failed worker stays failed', async () => {
    await server.database.query('DELETE FROM worker_registration.gap');
    await server.api.post('/register', registration({ workerId: 'twice' }));
    await watch.silence(600, 'twice');
    await watch.sweep();
    await server.database.query(
      `UPDATE worker_registration.instance SET seen_at = seen_at + interval '400 s' WHERE heir IS NULL`,
    );
    await server.app.get(ClockStore).settleClock(300);
    await server.database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = lease_renewed_at + interval '400 s'`,
    );
    const { recovered } = await watch.sweep();
    const failed = await watch.worker('twice');
    await server.api.delete('/twice');

    expect(recovered).toBe(0);
    expect(failed).toMatchObject({ health: 'FAILED' });
  });
});
