import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { registration } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Each test has addresses of its own, as counts outlive it: Redis is shared between test files. */
const newNetwork = (): string => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}`;
const newAddress = (): string => `${newNetwork()}::1`;
const newWorkerId = (): string => `attempt-${randomUUID().slice(0, 8)}`;

const bad = (workerId: string) => registration({ workerId, maxConcurrentJobs: 0 });
const good = (workerId: string) => registration({ workerId });

const SETTINGS = { 'server.trust-proxy': ['127.0.0.1'] };
const SHARED = { ...SETTINGS, 'redis.url': process.env['TEST_REDIS_URL']! };

/** Registers one after the other and returns the statuses. */
async function statuses(api: ApiClient, bodies: readonly unknown[]): Promise<number[]> {
  const answers: number[] = [];
  for (const body of bodies) answers.push((await api.post('/register', body)).status);
  return answers;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe.each([
  ['in memory', SETTINGS],
  ['in Redis', SHARED],
])('Failed registrations, counted %s', (_where, settings) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings });
  });
  afterAll(() => server.close());

  const from = (address: string): ApiClient => server.api.with({ 'x-forwarded-for': address });

  it('block even a correct one after the third, and name the wait', async () => {
    const [api, id] = [from(newAddress()), newWorkerId()];
    expect(await statuses(api, [bad(id), bad(id), bad(id), bad(id)])).toEqual([400, 400, 400, 429]);
    const blocked = await api.post('/register', good(id));
    expect(blocked).toMatchObject({
      status: 429,
      body: {
        code: 'too_many_registration_attempts',
        message: 'Too many registration attempts; the last one failed: Max concurrent jobs must be positive',
        errors: [{ field: 'maxConcurrentJobs', message: 'Max concurrent jobs must be positive' }],
        success: false,
      },
    });
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(3590);
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(3600);
    expect(blocked.headers.get('content-type')).toContain('application/problem+json');
  });

  it('do not block other workers of the address or other addresses of the worker', async () => {
    const [address, id] = [newAddress(), newWorkerId()];
    await statuses(
      from(address),
      times(3, () => bad(id)),
    );
    expect(await statuses(from(address), [good(newWorkerId())])).toEqual([201]);
    expect(await statuses(from(newAddress()), [good(id)])).toEqual([201]);
  });

  it('are forgotten after a success', async () => {
    const [api, id] = [from(newAddress()), newWorkerId()];
    const tries = [bad(id), bad(id), good(id), bad(id), bad(id), good(id)];
    expect(await statuses(api, tries)).toEqual([400, 400, 201, 400, 400, 200]);
  });

  it('count on both paths, even without JSON, and get the reason each time', async () => {
    const api = from(newAddress());
    const broken = (text = '{') => api.send('POST', '/register', text, 'application/json');
    await broken();
    await broken();
    await api.post('', { name: 'Nameless' });
    for (const [text, wrong] of [
      ['{', /not JSON/],
      ['{"name":"x"}', /Worker ID is required/],
    ] as const)
      expect(await broken(text)).toMatchObject({
        status: 429,
        body: { message: expect.stringMatching(wrong) },
      });
    expect(await statuses(api, [good(newWorkerId())])).toEqual([201]);
  });

  it('count together for an IPv6 /64, and for any spelling of an IPv4 address', async () => {
    const [network, id, id4] = [newNetwork(), newWorkerId(), newWorkerId()];
    const tail = randomUUID().slice(0, 2);
    const sources = [`${network}::1`, `${network}:ffff::2`, `${network}:1:2:3:4`, `${network}::9`];
    const v4 = `203.0.113.${Number.parseInt(tail, 16)}`;
    for (const [name, addresses] of [
      [id, sources],
      [id4, [v4, `::ffff:${v4}`, v4, `::ffff:${v4}`]],
    ] as const) {
      const answers: number[] = [];
      for (const address of addresses) answers.push(...(await statuses(from(address), [bad(name)])));
      expect(answers).toEqual([400, 400, 400, 429]);
    }
  });

  it('do not count in a batch, and do not block one', async () => {
    const [api, id] = [from(newAddress()), newWorkerId()];
    await api.post(
      '/register/batch',
      times(5, () => bad(id)),
    );
    expect(await statuses(api, [good(id)])).toEqual([201]);
    await statuses(
      api,
      times(3, () => bad(id)),
    );
    expect((await api.post('/register/batch', [good(id)])).body).toMatchObject({ succeeded: 1 });
  });

  it('do not throttle heartbeats', async () => {
    const [api, id] = [from(newAddress()), newWorkerId()];
    await statuses(api, [good(id), ...times(4, () => bad(id))]);
    expect((await api.post(`/${id}/heartbeat`, {})).status).toBe(200);
  });

  it('block the address after a hundred, whatever the worker', async () => {
    const address = newAddress();
    await Promise.all(
      times(100, (index) => from(address).post('/register', bad(`${newWorkerId()}-${index}`))),
    );
    const blocked = await from(address).post('/register', good(newWorkerId()));
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(600);
    expect(await statuses(from(newAddress()), [good(newWorkerId())])).toEqual([201]);
  });

  it('do not include blocked ones', async () => {
    const [address, id] = [newAddress(), newWorkerId()];
    await statuses(
      from(address),
      times(3, () => bad(id)),
    );
    await Promise.all(times(120, () => from(address).post('/register', bad(id))));
    expect(await statuses(from(address), [good(newWorkerId())])).toEqual([201]);
  });
});

describe('Failed registrations with two instances', () => {
  let first: TestServer;
  let second: TestServer;
  afterEach(async () => {
    await second.close();
    await first.close();
  });

  async function startBoth(settings: Record<string, unknown>): Promise<[ApiClient, ApiClient]> {
    first = await startTestServer({ settings });
    second = await startTestServer({ settings, database: first.database });
    const address = { 'x-forwarded-for': newAddress() };
    return [first.api.with(address), second.api.with(address)];
  }

  it('are counted together through Redis', async () => {
    const [one, other] = await startBoth(SHARED);
    const id = newWorkerId();
    expect(await statuses(one, [bad(id), bad(id)])).toEqual([400, 400]);
    expect(await statuses(other, [bad(id), good(id)])).toEqual([400, 429]);
    expect(await statuses(one, [good(id)])).toEqual([429]);
  });

  it('are counted by each instance without Redis', async () => {
    const [one, other] = await startBoth(SETTINGS);
    const id = newWorkerId();
    expect(await statuses(one, [bad(id), bad(id), bad(id), good(id)])).toEqual([400, 400, 400, 429]);
    expect(await statuses(other, [good(id)])).toEqual([201]);
  });
});

describe('Failed registrations in Redis', () => {
  let server: TestServer;
  let ownRedis: RedisServer;
  beforeEach(async () => {
    ownRedis = await startRedis();
    server = await startTestServer({ settings: { 'redis.url': ownRedis.url } });
  });
  afterEach(async () => {
    await server.close();
    await ownRedis.stop();
  });

  it('block from the time of the last one, however old the first one is', async () => {
    const id = newWorkerId();
    await statuses(server.api, [bad(id), bad(id)]);
    const redis = new Redis(ownRedis.url);
    for (const key of await redis.keys(`*${id}*`)) await redis.pexpire(key, 5000);
    await redis.quit();
    await statuses(server.api, [bad(id)]);
    const { headers } = await server.api.post('/register', good(id));
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3590);
  });

  it('are counted in memory while Redis is unavailable, and no request fails', async () => {
    const id = newWorkerId();
    await ownRedis.kill();
    expect(await statuses(server.api, [good(id), bad(id), bad(id), bad(id), good(id)])).toEqual([
      201, 400, 400, 400, 429,
    ]);
    expect(await statuses(server.api, [good(newWorkerId())])).toEqual([201]);
  });
});

describe('The settings of failed registrations', () => {
  let server: TestServer;
  afterEach(() => server.close());

  it('set their maximum and the wait', async () => {
    const settings = {
      'jobscheduler.worker.max-registration-attempts': 1,
      'jobscheduler.worker.registration-retry-delay-minutes': 0.5,
    };
    server = await startTestServer({ settings });
    const id = newWorkerId();
    expect(await statuses(server.api, [bad(id), good(id)])).toEqual([400, 429]);
    const { headers } = await server.api.post('/register', good(id));
    expect(['29', '30']).toContain(headers.get('retry-after'));
  });

  it('ignore X-Forwarded-For of untrusted clients', async () => {
    server = await startTestServer();
    const id = newWorkerId();
    const tries = times(4, () =>
      server.api.with({ 'x-forwarded-for': newAddress() }).post('/register', bad(id)),
    );
    await Promise.all(tries);
    expect(await statuses(server.api, [good(id)])).toEqual([429]);
  });
});
