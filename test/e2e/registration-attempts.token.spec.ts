import { randomUUID } from 'node:crypto';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import type { Registered } from '../support/token-bearer.js';

/** Each test has addresses of its own, as counts outlive it: Redis is shared between test files. */
const newAddress = (): string => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;
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
])('In token mode, counted %s, failed registrations', (_where, settings) => {
  let desk: AccessDesk;
  beforeAll(async () => {
    desk = await AccessDesk.open({ ...settings, 'jobscheduler.worker.max-address-failures': 5 });
  });
  afterAll(() => desk.close());

  const at = (api: ApiClient, address: string): ApiClient => api.with({ 'x-forwarded-for': address });
  const made = { authorization: `Bearer wrk_${'0'.repeat(16)}_${'0'.repeat(64)}` };

  it('without a valid credential end in 429 for the address, with what is missing', async () => {
    const address = newAddress();
    const stranger = at(desk.server.api, address);
    const names = times(6, newWorkerId);
    expect(await statuses(stranger, names.map(good))).toEqual([401, 401, 401, 401, 401, 429]);
    const blocked = await stranger.with(made).post('/register', good(newWorkerId()));
    expect(blocked).toMatchObject({ status: 429, body: { message: expect.stringContaining('API key') } });
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(await statuses(at(desk.server.api, newAddress()), [good(newWorkerId())])).toEqual([401]);
  });

  it('count together with sign-ins, which end in 429, and keep no valid key from signing in', async () => {
    const address = newAddress();
    const stranger = at(desk.server.api, address);
    const signIn = (key: string) => stranger.post('/session', { key });
    const answers = [
      await signIn('hunter2'),
      await signIn(`wrk_${'1'.repeat(16)}_${'1'.repeat(64)}`),
      await stranger.with(made).post('/register', good(newWorkerId())),
      await signIn(`wrj_${'1'.repeat(16)}_${'1'.repeat(64)}`),
      await signIn('hunter2'),
      await signIn('hunter2'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(answers.at(-1)!.body['message']).toBe(
      'Too many refused credentials; the last one failed: Not an API key: it must begin with wrk_',
    );
    const { key } = await desk.key({ roles: ['viewer'] });
    expect((await signIn(key)).status).toBe(200);
  });

  it('of others keep no valid credential from registering', async () => {
    const [address, id] = [newAddress(), newWorkerId()];
    await statuses(
      at(desk.server.api, address),
      times(7, () => good(id)),
    );
    const [joining, admin] = [await desk.joining(), await desk.as('admin')];
    await statuses(
      at(admin, address),
      times(7, () => bad(id)),
    );
    expect(await statuses(at(joining, address), [good(id)])).toEqual([201]);
    expect(await statuses(at(admin, address), [good(id), good(newWorkerId())])).toEqual([200, 201]);
  });

  it('with a valid credential get the reason, however often they fail', async () => {
    const [api, id] = [at(await desk.joining(), newAddress()), newWorkerId()];
    expect(
      await statuses(
        api,
        times(5, () => bad(id)),
      ),
    ).toEqual([400, 400, 400, 400, 400]);
    expect(await statuses(api, [good(id)])).toEqual([201]);
  });

  it('that guess the bootId of a known worker are blocked, while its own token is accepted', async () => {
    const [address, id] = [newAddress(), newWorkerId()];
    const first = await at(await desk.joining(), address).post<Registered>('/register', good(id));
    const guessing = at(await desk.joining(), address);
    const guesses = times(4, (index) => ({ ...good(id), bootId: `guess-${index}` }));
    expect(await statuses(guessing, guesses)).toEqual([403, 403, 403, 429]);
    const own = desk.showing(first.body.credentials.accessToken);
    expect(await statuses(at(own, address), [good(id)])).toEqual([200]);
  });
});
