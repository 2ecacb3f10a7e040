import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { TokenBearers, type Registered } from '../support/token-bearer.js';
import { EVERYTHING } from '../support/worker-calls.js';

const BOUNDS = {
  workerIdPattern: 'render-?-*',
  zone: 'eu-1',
  tags: ['gpu'],
  capabilities: ['gpu', 'java=17'],
  maxSlots: 8,
  cidrs: ['10.1.0.0/16', '2001:db8::/32'],
};

/** Fits all of them. */
const GOOD = {
  workerId: 'render-1-a',
  zone: 'eu-1',
  tags: ['gpu'],
  capabilities: { gpu: 'a100', java: 17, secure: false },
  maxConcurrentJobs: 8,
  bootId: 'b1',
};
const GOOD_ADDRESS = '10.1.2.3';

/** What breaks one bound each, and what is said of it. */
const BROKEN: [string, object, string][] = [
  ['workerId', { workerId: 'other-1-a' }, 'workerId other-1-a must match render-?-*'],
  ['workerId, a part of it', { workerId: 'render--a' }, 'workerId render--a must match render-?-*'],
  ['zone', { zone: 'vault' }, 'zone vault must be zone eu-1'],
  ['zone, left out', { zone: null }, 'no zone must be zone eu-1'],
  [
    'capability',
    { capabilities: { secure: true } },
    'capabilities secure are not allowed; allowed are: gpu, java=17',
  ],
  [
    'value of a capability',
    { capabilities: { java: 21 } },
    'capabilities java=21 are not allowed; allowed are: gpu, java=17',
  ],
  [
    'one of several values',
    { capabilities: { java: [17, 21] } },
    'capabilities java=21 are not allowed; allowed are: gpu, java=17',
  ],
  [
    'capability without its value',
    { capabilities: { java: true } },
    'capabilities java are not allowed; allowed are: gpu, java=17',
  ],
  [
    'capability that looks like a value',
    { capabilities: { 'gpu=9': 'x' } },
    'capabilities gpu=9 are not allowed; allowed are: gpu, java=17',
  ],
  ['slots', { maxConcurrentJobs: 9 }, 'maxConcurrentJobs 9 must be at most 8'],
];

const CIDR_MESSAGE = (address: string) =>
  `the client address ${address} must be in 10.1.0.0/16 or 2001:db8::/32`;

describe('The workers of a join token with bounds', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'server.trust-proxy': ['127.0.0.1'] });
    admin = await desk.as('admin');
  });
  afterAll(() => desk.close());
  beforeEach(async () => {
    for (const workerId of await admin.workerIds()) await admin.delete(`/${workerId}`);
  });

  const from = (api: ApiClient, address: string) => api.with({ 'x-forwarded-for': address });
  const bound = async (given: object = {}) => {
    const { joinToken, id } = await desk.joinToken({ uses: 9, ...BOUNDS, ...given });
    return { api: from(desk.showing(joinToken), GOOD_ADDRESS), id };
  };
  const register = (api: ApiClient, given: object = {}) =>
    api.post<Registered>('/register', registration({ ...GOOD, ...given }));
  const batch = async (api: ApiClient, ...items: object[]) =>
    (
      await api.post<{
        results: { status: number; message?: string; credentials?: { accessToken: string } }[];
      }>(
        '/register/batch',
        items.map((each) => registration({ ...GOOD, ...each })),
      )
    ).body.results;
  const used = async (id: string) =>
    (
      await desk.query<{ used: number }>('SELECT used FROM worker_registration.join_token WHERE id = $1', [
        id,
      ])
    )[0]!.used;

  it('register within all of them', async () => {
    const { api, id } = await bound();
    expect((await register(api)).status).toBe(201);
    expect(await used(id)).toBe(1);
  });

  it.each(BROKEN)(
    'are refused beyond the %s, alone and in a batch, before anything is written or counted',
    async (_, given, message) => {
      const { api, id } = await bound();
      const [before] = await desk.query(EVERYTHING);
      expect(await register(api, given)).toMatchObject({
        status: 403,
        body: { code: 'registration_out_of_bounds', message: `Out of bounds: ${message}` },
      });
      expect(await batch(api, given)).toMatchObject([{ status: 403, message: `Out of bounds: ${message}` }]);
      expect(await desk.query(EVERYTHING)).toEqual([before]);
      expect(await used(id)).toBe(0);
    },
  );

  it('get all violated bounds in one error', async () => {
    const { api } = await bound();
    const { body } = await register(api, { zone: 'vault', maxConcurrentJobs: 9, workerId: 'x' });
    expect(body.message).toBe(
      'Out of bounds: workerId x must match render-?-*; zone vault must be zone eu-1; maxConcurrentJobs 9 must be at most 8',
    );
  });

  it('are refused item by item in a batch, and the other items are registered', async () => {
    const { api, id } = await bound();
    const results = await batch(
      api,
      { workerId: 'render-1-a' },
      { workerId: 'render-1-b', zone: 'vault' },
      { workerId: 'render-1-c' },
    );
    expect(results.map(({ status }) => status)).toEqual([201, 403, 201]);
    expect(await admin.workerIds()).toEqual(['render-1-a', 'render-1-c']);
    expect(await used(id)).toBe(2);
  });

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['::ffff:a01:203', true],
    ['2001:db8::7', true],
    ['2001:DB8:0:0:1::7', true],
    ['10.2.0.1', false],
    ['::ffff:10.2.0.1', false],
    ['2001:db9::1', false],
    ['::1', false],
    ['192.0.2.1, 10.1.2.3', true],
    ['10.1.2.3, 192.0.2.1', false],
  ])('may register from %s behind a trusted proxy: %p', async (forwarded, comes) => {
    const { api } = await bound();
    for (const { status } of [
      await register(from(api, forwarded)),
      (await batch(from(api, forwarded), {}))[0]!,
    ])
      expect([200, 201].includes(status)).toBe(comes);
  });

  it('stay bounded at registrations with their own tokens, even expired or renewed', async () => {
    const { api } = await bound();
    const bearers = new TokenBearers(desk.server);
    const { accessToken } = (await register(api)).body.credentials;
    const own = async (token: string) => from(desk.showing(token), GOOD_ADDRESS);
    const again = await register(await own(accessToken), { bootId: 'b2' });
    const [first] = await batch(await own(again.body.credentials.accessToken), { bootId: 'b3' });
    const asked = await (
      await own(first!.credentials!.accessToken)
    ).post<Registered>(`/${GOOD.workerId}/token`);
    const expired = await bearers.expired(asked.body.credentials.accessToken);
    for (const token of [first!.credentials!.accessToken, asked.body.credentials.accessToken, expired]) {
      for (const [, given, message] of BROKEN.slice(2))
        expect(await register(await own(token), given)).toMatchObject({
          status: 403,
          body: { code: 'registration_out_of_bounds', message: `Out of bounds: ${message}` },
        });
      expect((await register(await own(token), { tags: ['prod'] })).body.code).toBe('tags_not_allowed');
      expect((await register(from(desk.showing(token), '192.0.2.1'))).body.message).toBe(
        `Out of bounds: ${CIDR_MESSAGE('192.0.2.1')}`,
      );
      expect(await batch(await own(token), { zone: 'vault' })).toMatchObject([{ status: 403 }]);
    }
    expect((await admin.get(`/${GOOD.workerId}`)).body).toMatchObject({ zone: 'eu-1', maxConcurrentJobs: 8 });
  });

  it('keep their bounds when a heartbeat from any address renews their token', async () => {
    const { api } = await bound();
    const { accessToken } = (await register(api)).body.credentials;
    const now = Math.floor(Date.now() / 1000);
    const aged = await new TokenBearers(desk.server).resigned(accessToken, {
      iat: now - 3600,
      exp: now + 60,
    });
    const { status, body } = await from(desk.showing(aged), '192.0.2.1').post<{ accessToken: string }>(
      `/${GOOD.workerId}/heartbeat`,
    );
    expect(status).toBe(200);
    const renewed = from(desk.showing(body.accessToken), GOOD_ADDRESS);
    expect((await register(renewed, { zone: 'vault' })).status).toBe(403);
    expect((await register(renewed)).status).toBe(200);
  });

  it('stay bounded after the join token is revoked', async () => {
    const { api, id } = await bound();
    const { accessToken } = (await register(api)).body.credentials;
    await admin.delete(`/access/join-tokens/${id}`);
    const own = from(desk.showing(accessToken), GOOD_ADDRESS);
    expect([(await register(own, { zone: 'vault' })).status, (await register(own)).status]).toEqual([
      403, 200,
    ]);
  });

  it('cannot register if a list of bounds is empty', async () => {
    for (const [given, message] of [
      [{ cidrs: [] }, 'the client address 10.1.2.3 must be in none: no network is allowed'],
      [{ capabilities: [] }, 'capabilities gpu=a100, java=17 are not allowed; allowed are: none'],
    ] as const)
      expect((await register((await bound(given)).api)).body.message).toBe(`Out of bounds: ${message}`);
  });

  it('are listed with their bounds, also in the journal', async () => {
    const { id } = await bound();
    const { joinTokens } = (await admin.get<{ joinTokens: { id: string }[] }>('/access/join-tokens')).body;
    expect(joinTokens.find((each) => each.id === id)).toMatchObject(BOUNDS);
    const { events } = (
      await admin.get<{ events: { detail: { id: string } }[] }>('/events?type=join-token-made')
    ).body;
    expect(events.find(({ detail }) => detail.id === id)).toMatchObject({ detail: BOUNDS });
  });

  it('are not limited by the bounds of an older token of the same name', async () => {
    const { id } = await desk.joinToken({ name: 'reused', ...BOUNDS });
    await desk.query(`UPDATE worker_registration.join_token SET expires_at = now() WHERE id = $1`, [id]);
    const made = await desk.joinToken({ name: 'reused' });
    expect(made).toMatchObject({
      workerIdPattern: null,
      zone: null,
      capabilities: null,
      maxSlots: null,
      cidrs: null,
    });
  });

  it.each([
    [{ workerIdPattern: 'a b' }, /must consist of letters/],
    [{ workerIdPattern: '' }, /must consist of letters/],
    [{ capabilities: [' '] }, /must be a name/],
    [{ maxSlots: 0 }, /between 1 and/],
    [{ cidrs: ['10.1.2.3/16'] }, /use 10\.1\.0\.0\/16 in place of 10\.1\.2\.3\/16/],
    [{ cidrs: ['10.0.0.0/8', 'example.org'] }, /must be a network such as .* got "example\.org"/],
  ])('cannot be bounded by %p: the error says what is valid', async (given, message) => {
    const { status, body } = await admin.post<{ errors: { message: string }[] }>('/access/join-tokens', {
      name: 'never',
      ...given,
    });
    expect([status, body.errors[0]!.message]).toEqual([400, expect.stringMatching(message)]);
  });
});

it('Without a trusted proxy, bounds apply to the address of the connection', async () => {
  const desk = await AccessDesk.open();
  const join = async (cidrs: string[]) =>
    (await desk.joining({ cidrs })).with({ 'x-forwarded-for': '10.1.2.3' }).post('/register', registration());
  expect([(await join(['10.0.0.0/8'])).status, (await join(['127.0.0.0/8'])).status]).toEqual([403, 201]);
  await desk.close();
});
