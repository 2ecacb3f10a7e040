import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** What an administrator may have set for other applications; each changes how values are read or written. */
const DEFAULTS = {
  datestyle: `'German'`,
  timezone: `'Asia/Kolkata'`,
  intervalstyle: `'iso_8601'`,
  bytea_output: `'escape'`,
  extra_float_digits: '-10',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  search_path: `''`,
  default_transaction_isolation: `'serializable'`,
  default_transaction_deferrable: 'on',
};

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(['DATABASE', 'ROLE'] as const)('With other defaults of the %s', (whose) => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await createTestDatabase({ template: 'template0' });
    const { username, pathname } = new URL(database.url);
    const name = pathname.slice(1);
    const target = whose === 'ROLE' ? `ROLE ${username} IN DATABASE ${name}` : `DATABASE ${name}`;
    for (const [setting, value] of Object.entries(DEFAULTS))
      await database.query(`ALTER ${target} SET ${setting} = ${value}`);
    server = await startTestServer({ database });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('the schema is created, and registrations, heartbeats and reads work', async () => {
    const { api } = server;
    const registered = await api.post(
      '/register',
      registration({ workerId: 'w', capabilities: { gpu: 0.1 } }),
    );
    const beaten = await api.post('/w/heartbeat', { currentJobCount: 1, cpuUsage: 12.3 });
    const shown = await api.get('/w');
    const events = await api.get('/events?limit=1');
    const summary = await api.get('/health/summary');
    expect([registered.status, beaten.status]).toEqual([201, 200]);
    expect(shown.body).toMatchObject({
      capabilities: { gpu: 0.1 },
      cpuUsage: 12.3,
      lastHeartbeat: expect.stringMatching(MOMENT),
      registeredAt: expect.stringMatching(MOMENT),
    });
    expect(events.body).toMatchObject({ events: [{ at: expect.stringMatching(MOMENT) }] });
    expect(summary.status).toBe(200);
  });
});
