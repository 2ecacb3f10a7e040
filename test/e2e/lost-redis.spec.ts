import { registration } from '../factories/registration.factory.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { SteadyLoad } from '../support/steady-load.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Without Redis', () => {
  let redis: RedisServer;
  let server: TestServer;
  beforeAll(async () => {
    redis = await startRedis();
    server = await startTestServer({ settings: { 'redis.url': redis.url } });
    await server.api.post('/register', registration({ workerId: 'read' }));
  });
  afterAll(async () => {
    await server.close();
    await redis.stop();
  });

  it.each([
    ['killed and brought back', () => redis.kill(), () => redis.start()],
    ['suspended and resumed', async () => redis.pause(), async () => redis.resume()],
  ])('no request fails when it is %s under load', async (_, lose, bringBack) => {
    const { api } = server;
    const load = new SteadyLoad(8, async (name) => {
      await api.post(`/read/heartbeat`, {});
      await api.get('/read');
      return api.post('/register', registration({ workerId: name }));
    });
    await load.acknowledged(50);
    await lose();
    await load.acknowledged(100);
    await bringBack();
    await load.acknowledged(50);
    const { statuses, failed } = await load.stop();
    expect([...statuses.keys()].filter((status) => status >= 300)).toEqual([]);
    expect(failed).toBe(0);
  });

  it.each(['redis://127.0.0.1:1', 'redis+sentinel://127.0.0.1:1/main', 'redis+cluster://127.0.0.1:1'])(
    'the service starts, and logs that Redis is unavailable: %s',
    async (url) => {
      const other = await startTestServer({ settings: { 'redis.url': url }, database: server.database });
      const registered = await other.api.post('/register', registration());
      const ready = await (await fetch(`${other.url}/readyz`)).json();
      await other.close();
      expect(registered.status).toBe(201);
      expect(ready).toMatchObject({ status: 'ok', info: { redis: { state: 'away' } } });
    },
  );

  it('failed registrations are still limited, in each process', async () => {
    await redis.kill();
    const bad = () => server.api.post('/register', { workerId: 'limited' });
    const statuses = [await bad(), await bad(), await bad(), await bad()].map(({ status }) => status);
    await redis.start();
    expect(statuses).toEqual([400, 400, 400, 429]);
  });
});
