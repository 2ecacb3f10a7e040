import { Client } from 'pg';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('A heartbeat that was refused with 503', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
  });
  afterAll(() => server.close());

  it('is our own gap: the worker has a whole lease from then on', async () => {
    const watch = new FleetWatch(server);
    await server.api.post('/register', registration({ workerId: 'refused', bootId: 'boot-1' }));
    const lock = new Client({ connectionString: server.database.url });
    await lock.connect();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE worker_registration.worker_state IN EXCLUSIVE MODE');
    const { status, body } = await server.api.post('/refused/heartbeat', {});
    await lock.end();
    const gaps = () =>
      server.database.query(
        'SELECT FROM worker_registration.instance WHERE number > 0 AND gap_until IS NOT NULL',
      );
    await until(async () => (await gaps()).length === 1);
    await watch.silence(301, 'refused');
    await watch.sweep();
    const spared = await watch.worker('refused');
    await server.database.query(
      `UPDATE worker_registration.instance SET gap_until = gap_until - interval '301 seconds'`,
    );
    await watch.sweep();

    expect([status, body['code']]).toEqual([503, 'database_busy']);
    expect(spared).toMatchObject({ health: 'HEALTHY' });
    expect(await watch.worker('refused')).toMatchObject({ health: 'UNHEALTHY' });
  });
});
