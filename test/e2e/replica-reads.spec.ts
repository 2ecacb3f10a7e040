import { registration } from '../factories/registration.factory.js';
import { FaultyPostgres } from '../faults/parts/postgres.js';
import type { TestDatabase } from '../support/database.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('With a standby for reads', () => {
  let primary: FaultyPostgres;
  let standby: FaultyPostgres;
  let address: Relay;
  let server: TestServer;
  beforeAll(async () => {
    primary = await FaultyPostgres.create();
    standby = await primary.replicate();
    address = await Relay.to(standby.url);
    server = await start();
  });
  afterAll(async () => {
    await server.close();
    await address.shut();
    await Promise.all([primary.remove(), standby.remove()]);
  });

  const start = (url = address.through) =>
    startTestServer({
      database: { url: primary.url } as TestDatabase,
      settings: { 'database.replica-url': url },
    });
  const shows = async (path: string, text: string) =>
    JSON.stringify((await server.api.get(path)).body).includes(text);
  /** Resolves when the standby answers requests. */
  async function standbyReads(path: string): Promise<void> {
    const READERS = `SELECT FROM pg_stat_activity WHERE application_name = 'worker-registration' AND query !~ 'pg_is_in_recovery'`;
    await until(async () => {
      await server.api.get(path);
      return (await standby.query(READERS)).length > 0;
    });
  }

  it('reads lists, groups and the journal there, until it lags too far behind', async () => {
    const paths = ['/', '/?sort=name', '/stats?by=zone', '/events'];
    await standbyReads('/');
    await standby.query('SELECT pg_wal_replay_pause()');
    await server.api.post('/register', registration({ workerId: 'just-now', zone: 'just-now' }));
    const one = await server.api.get('/just-now');
    const shown = await Promise.all(paths.map((path) => shows(path, 'just-now')));
    for (const path of paths) await until(() => shows(path, 'just-now'));
    await standby.query('SELECT pg_wal_replay_resume()');
    expect([one.status, shown]).toEqual([200, [false, false, false, false]]);
  });

  it('reads the primary when it is another database', async () => {
    const other = await start(process.env['TEST_DATABASE_URL']);
    await other.api.post('/register', registration({ workerId: 'elsewhere' }));
    for (let time = 0; time < 20; time += 1)
      expect((await other.api.get('/events?workerId=elsewhere')).body).toMatchObject({
        events: [{ type: 'registered' }],
      });
    await other.close();
  });

  it('reads the primary when it is down, and starts without it', async () => {
    await server.api.post('/register', registration({ workerId: 'last' }));
    await address.shut();
    const other = await start();
    const answers = [await server.api.get('/?text=last'), await other.api.get('/?text=last')];
    await other.close();
    const found = { status: 200, body: { workers: [{ workerId: 'last' }] } };
    expect(answers).toMatchObject([found, found]);
  });
});
