import { randomUUID } from 'node:crypto';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { TokenBearers, type Registered } from '../support/token-bearer.js';

describe('A registration that presents a token', () => {
  let server: TestServer;
  let bearers: TokenBearers;
  let desk: JobDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'server.trust-proxy': ['127.0.0.1'] } });
    bearers = new TokenBearers(server);
    desk = new JobDesk(server);
  });
  afterAll(() => server.close());

  it('counts as the same process: five at once with the expired token keep id, jobs and status', async () => {
    const first = (await bearers.register('steady')).body;
    await server.api.post('/steady/heartbeat', { status: 'BUSY', currentJobCount: 2 });
    expect((await desk.assign('steady', 'steady-1')).status).toBe(201);
    expect((await desk.assign('steady', 'steady-2')).status).toBe(201);
    const old = await bearers.expired(first.credentials.accessToken);
    expect((await bearers.showing(old).post('/steady/heartbeat')).status).toBe(401);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => bearers.register('steady', {}, old)));
    for (const { status, body } of answers) {
      expect([status, body.outcome, body.releasedJobs]).toEqual([200, 'refreshed', []]);
      expect(body.worker).toMatchObject({ id: first.worker.id, incarnation: 1, reportedStatus: 'BUSY' });
      const again = bearers.showing(body.credentials.accessToken);
      expect((await again.post('/steady/heartbeat')).status).toBe(200);
    }
    expect(await desk.jobs('steady')).toEqual(['steady-1', 'steady-2']);
  });

  it.each([
    ['no bootId, as before', {}, {}, 'refreshed'],
    ['no bootId, where one is known', { bootId: 'b1' }, {}, 'refreshed'],
    ['the same bootId', { bootId: 'b1' }, { bootId: 'b1' }, 'refreshed'],
    ['another bootId', { bootId: 'b1' }, { bootId: 'b2' }, 'restarted'],
    ['another bootId and running jobs', { bootId: 'b1' }, { bootId: 'b2', activeJobCount: 1 }, 'resumed'],
    ['running jobs of its own', { bootId: 'b1' }, { activeJobCount: 1 }, 'refreshed'],
    ['force', {}, { force: true }, 'replaced'],
  ])('and %s', async (what, before, after, outcome) => {
    const workerId = `row-${what.replaceAll(/\W+/g, '-')}`;
    const token = await bearers.tokenOf(workerId, before);
    const { body } = await bearers.register(workerId, after, token);
    expect(body.outcome).toBe(outcome);
    expect(body.worker.incarnation).toBe(outcome === 'refreshed' ? 1 : 2);
  });

  it('of an older incarnation is refused, expired or not, unless the same process repeats its registration', async () => {
    const first = await bearers.tokenOf('older', { bootId: 'b1' });
    await bearers.register('older', { bootId: 'b2' }, first);
    for (const token of [first, await bearers.expired(first)])
      for (const given of [{}, { bootId: 'b1' }, { bootId: 'b3' }, { force: true }])
        expect(await bearers.register('older', given, token)).toMatchObject({
          status: 409,
          body: { code: 'superseded' },
        });
    const { body } = await bearers.register('older', { bootId: 'b2' }, first);
    expect([body.outcome, body.worker.incarnation]).toEqual(['refreshed', 2]);
  });

  it.each([
    ['30 days less a minute ago registers', 30 * 86_400 - 60, 200, undefined],
    ['30 days ago no longer registers', 30 * 86_400, 401, 'token_expired'],
  ])('that expired %s', async (_, seconds, status, code) => {
    const token = await bearers.tokenOf(`aged-${status}`);
    const exp = Math.floor(Date.now() / 1000) - seconds;
    const aged = await bearers.resigned(token, { iat: exp - 3600, exp });
    const { status: answered, body } = await bearers.register(`aged-${status}`, {}, aged);
    expect([answered, body.code]).toEqual([status, code]);
  });

  it('of a deleted record registers a new one, with the next incarnation', async () => {
    const token = await bearers.tokenOf('anew');
    await server.api.delete('/anew');
    const { status, body } = await bearers.register('anew', {}, token);
    expect([status, body.outcome, body.worker.incarnation]).toEqual([201, 'created', 2]);
  });

  it('is refused if the token is invalid, and never for failures of others', async () => {
    const token = await bearers.tokenOf('attempted');
    const from = { 'x-forwarded-for': '192.0.2.77' };
    const register = (shown: string) =>
      bearers
        .showing(shown)
        .with(from)
        .post('/register', registration({ workerId: 'attempted' }));
    const statuses: number[] = [];
    const stranger = await bearers.tokenOf('stranger');
    for (const shown of ['bad', stranger, 'bad', 'bad', stranger, await bearers.expired(token), 'bad'])
      statuses.push((await register(shown)).status);
    expect(statuses).toEqual([401, 403, 401, 401, 403, 200, 401]);
  });
});

describe('A join token', () => {
  let desk: AccessDesk;
  beforeAll(async () => {
    desk = await AccessDesk.open();
  });
  afterAll(() => desk.close());

  it('registers no worker under the id of another one, alone or in a batch', async () => {
    const joining = await desk.joining();
    const victim = await joining.post<Registered>('/register', registration({ workerId: 'victim' }));
    const { id } = victim.body.worker;
    const named = (workerId: string) => registration({ workerId, force: true });
    const alone = await joining.post('/register', named(id.toUpperCase()));
    const batch = await joining.post('/register/batch', [named(id), named(randomUUID())]);
    const message = 'Worker ID is the id of another worker; choose another';
    expect(alone).toMatchObject({ status: 400, body: { errors: [{ field: 'workerId', message }] } });
    expect(batch.body).toMatchObject({ results: [{ status: 400, message }, { status: 201 }] });
    const seen = await (await desk.as('viewer')).get(`/${id}`);
    expect(seen.body).toMatchObject({ workerId: 'victim' });
  });
});
