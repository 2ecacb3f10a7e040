import { AccessDesk } from '../support/access-desk.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const keyOf = (digit: string) => `wrk_${digit.repeat(16)}_${digit.repeat(64)}`;

describe('auth.scrape-key', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase()));
  afterAll(() => database.drop());

  const start = (key: string) =>
    startTestServer({ database, settings: { 'auth.mode': 'token', 'auth.scrape-key': key } });
  const scrape = async ({ url }: TestServer, key: string) =>
    (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status;
  const made = async () =>
    (
      await database.query<{ id: string }>(
        `SELECT FROM worker_registration.journal WHERE type = 'api-key-made'`,
      )
    ).length;

  it('is accepted from the first start, until another value replaces it', async () => {
    const first = await start(keyOf('c'));
    expect(await scrape(first, keyOf('c'))).toBe(200);
    const events = await made();
    await first.close();
    const again = await start(keyOf('c'));
    expect(await made()).toBe(events);
    await again.close();

    const second = await start(keyOf('d'));
    expect([await scrape(second, keyOf('d')), await scrape(second, keyOf('c'))]).toEqual([200, 401]);
    await second.close();
  });

  it('has the role viewer, and does not replace an ordinary key of its name', async () => {
    const desk = await AccessDesk.open();
    const { key } = await desk.key({ name: 'scrape', roles: ['operator'] });
    const settings = { 'auth.mode': 'token', 'auth.scrape-key': keyOf('e') } as const;
    const other = await startTestServer({ database: desk.server.database, settings });
    expect([await scrape(other, key), await scrape(other, keyOf('e'))]).toEqual([200, 401]);
    await other.close();
    await desk.close();

    const server = await start(keyOf('f'));
    const api = server.api.with({ authorization: `Bearer ${keyOf('f')}` });
    expect([(await api.get('/')).status, (await api.post('/health/check')).status]).toEqual([200, 403]);
    await server.close();
  });
});
