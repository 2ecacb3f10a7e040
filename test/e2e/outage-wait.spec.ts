import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Relay } from '../support/relay.js';
import { SessionWays } from '../support/session-answers.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('A heartbeat that arrives while no database accepts writes', () => {
  const log: string[] = [];
  let database: TestDatabase;
  let address: Relay;
  let server: TestServer;
  beforeAll(async () => {
    database = await createTestDatabase();
    address = await Relay.to(database.url);
    server = await startTestServer({
      database: { ...database, url: address.through, drop: () => Promise.resolve() },
      settings: { 'log.level': 'error', 'jobscheduler.worker.heartbeat-outage-wait-ms': 10_000 },
      log: (line) => log.push(line),
    });
    for (const workerId of ['w1', 'w2', 'w3']) await server.api.post('/register', registration({ workerId }));
  });
  afterAll(async () => {
    await server.close();
    await address.shut();
    await database.drop();
  });

  it('is answered as soon as one does, without a 503', async () => {
    const sessions = new SessionWays(server);
    const beat = await sessions.open('w3');
    log.length = 0;
    await address.shut();
    const beats = Promise.all([
      server.api.post('/w1/heartbeat', { currentJobCount: 1 }),
      server.api.post('/heartbeat/batch', [{ workerId: 'w2', currentJobCount: 2 }]),
      beat({ currentJobCount: 3 }),
    ]);
    await until(() => log.some((line) => line.includes('The database is unavailable')));
    await address.open();
    const [single, batch, session] = await beats;
    expect([single.status, batch.body, session.status]).toMatchObject([200, { succeeded: 1 }, 200]);
    expect((await server.api.get('/w2')).body).toMatchObject({ currentJobCount: 2 });
    expect((await server.api.get('/w3')).body).toMatchObject({ currentJobCount: 3 });
    await sessions.close();
  });
});
