import { Suspicion } from '../../src/fleet/suspicion.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { SessionClient, type SessionOptions } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { TokenBearers } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';

interface State {
  suspect: boolean;
  connected: boolean;
}

/** How a worker hears at once of what another instance does. */
describe('A session on one of two instances', () => {
  let database: TestDatabase;
  let server: TestServer;
  let other: TestServer;
  const clients: SessionClient[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startTestServer({ database, settings: SWEEPS_BY_HAND });
    other = await startTestServer({ database, settings: SWEEPS_BY_HAND });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.bye();
  });
  afterAll(async () => {
    await Promise.all([server.close(), other.close()]);
    await database.drop();
  });

  const register = (workerId: string, given: object = {}, at = other) =>
    at.api.post('/register', registration({ workerId, bootId: 'b1', ...given }));
  const open = async (workerId: string, at = server, options?: SessionOptions) => {
    const client = await SessionClient.open(at.url, workerId, options);
    clients.push(client);
    return client;
  };
  const state = async (workerId: string) => (await server.api.get<State>(`/${workerId}`)).body;

  it('receives an order, and its end', async () => {
    await register('ordered');
    const client = await open('ordered');
    await other.api.post('/ordered/drain', {});
    expect(await client.hears('command')).toEqual({ type: 'command', commands: ['drain'] });
    client.frames.length = 0;
    await other.api.post('/ordered/activate', {});
    expect(await client.hears('command')).toEqual({ type: 'command', commands: [] });
  });

  it('receives an existing order once, at its beginning', async () => {
    await register('draining');
    await other.api.post('/draining/maintenance', {});
    const client = await open('draining');
    expect(await client.hears('command')).toEqual({ type: 'command', commands: ['maintenance'] });
    await client.beat();
    expect(client.frames.filter(({ type }) => type === 'command')).toHaveLength(1);
  });

  it('receives released jobs until the worker has dropped them', async () => {
    const desk = new JobDesk(other);
    await register('working');
    await desk.assign('working', 'job-1');
    const client = await open('working');
    await database.query(
      `WITH released AS (DELETE FROM worker_registration.job RETURNING worker, job_id),
         revoked AS (INSERT INTO worker_registration.revoked_job (worker, job_id) SELECT worker, job_id FROM released),
         noted AS (INSERT INTO worker_registration.journal (type, id, worker_id, actor) SELECT 'job-released', worker, 'working', 'service' FROM released)
       UPDATE worker_registration.worker_state AS s SET has_revoked_jobs = true, assigned_job_count = 0
       FROM released WHERE s.id = released.worker`,
    );
    await other.api.post('/working/activate', {});
    expect(await client.hears('revoked')).toEqual({ type: 'revoked', revokedJobs: ['job-1'] });
    client.frames.length = 0;
    await client.beat();
    expect(await client.hears('revoked')).toEqual({ type: 'revoked', revokedJobs: ['job-1'] });
    client.frames.length = 0;
    await client.beat({ droppedJobs: ['job-1'] });
    await client.beat();
    expect(client.frames.map(({ type }) => type)).toEqual(['ack', 'ack']);
  });

  it('ends for another process that has taken over', async () => {
    await register('taken');
    const client = await open('taken');
    await register('taken', { bootId: 'b2' });
    expect(await client.hears('superseded')).toMatchObject({ by: 'process' });
    expect(await client.ends()).toMatchObject({ code: 4409 });
    expect(await state('taken')).toMatchObject({ suspect: false });
  });

  it('ends for a newer session on the other instance', async () => {
    await register('moving');
    const client = await open('moving');
    const newer = await open('moving', other);
    expect(await client.hears('superseded')).toMatchObject({ by: 'session' });
    expect(await client.ends()).toMatchObject({ code: 4409 });
    expect(await newer.beat()).toMatchObject({ type: 'ack' });
    expect(await state('moving')).toMatchObject({ suspect: false, connected: true });
  });

  it.each([
    ['was deregistered', 'post', '/force-deregister', 410, 'worker_deregistered'],
    ['was deleted', 'delete', '', 404, 'worker_not_registered'],
  ] as const)('ends when its worker %s', async (_, method, path, status, code) => {
    const workerId = `gone-${status}`;
    await register(workerId);
    const client = await open(workerId);
    await other.api[method](`/${workerId}${path}`);
    expect(await client.hears('refused')).toMatchObject({ status, code });
    expect(await client.ends()).toMatchObject({ code: 4000 + status });
  });

  it('receives an interval that has changed with the lease, or with the size of the fleet', async () => {
    await register('leased');
    const client = await open('leased');
    await register('leased', { leaseSeconds: 30 });
    expect(await client.hears('interval')).toEqual({ type: 'interval', intervalSeconds: 9.5 });
    await register('in-a-crowd');
    const another = await open('in-a-crowd');
    server.app.get(Suspicion).workers = 1_000_000;
    await another.beat();
    expect(await another.hears('interval')).toEqual({ type: 'interval', intervalSeconds: 95 });
    server.app.get(Suspicion).workers = 1;
  });

  it('makes its worker suspect at once when it crashes, so that a claim chooses another one', async () => {
    const desk = new JobDesk(other);
    await register('crashed', { tags: ['pool'] });
    await register('alive', { tags: ['pool'] });
    const client = await open('crashed');
    await client.beat();
    await other.api.post('/alive/heartbeat', { currentJobCount: 5 });
    await client.crash();
    await until(async () => (await state('crashed')).suspect);
    expect((await desk.claim('job-a', { tags: ['pool'] })).body.worker?.workerId).toBe('alive');
    expect((await desk.assign('crashed', 'job-b')).body.message).toBe(
      'The worker is suspect: its session ended without a farewell',
    );
    expect((await other.api.get<{ description: string }>('/crashed/health')).body.description).toBe(
      'All checks pass; suspect: its session ended without a farewell',
    );
  });
});

describe('The end of an instance', () => {
  it('makes no worker suspect, and spreads their reconnections', async () => {
    const database = await createTestDatabase();
    const server = await startTestServer({ database, settings: SWEEPS_BY_HAND });
    const other = await startTestServer({ database, settings: SWEEPS_BY_HAND });
    const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await server.api.post(
      '/register/batch',
      names.map((workerId) => registration({ workerId })),
    );
    const clients = await Promise.all(names.map((each) => SessionClient.open(server.url, each)));
    await Promise.all(clients.map((client) => client.beat()));
    await server.close();
    const waits = clients.map(
      ({ frames }) => frames.find(({ type }) => type === 'going-away')?.['retryAfterMs'],
    );
    expect(new Set(waits).size).toBeGreaterThan(10);
    for (const client of clients) expect(await client.ends()).toMatchObject({ code: 1001 });
    const { body } = await other.api.get<{ workers: (State & { heartbeatCount: number })[] }>('/');
    expect(
      body.workers.map(({ suspect, connected, heartbeatCount }) => [suspect, connected, heartbeatCount]),
    ).toEqual(names.map(() => [false, false, 1]));
    await other.close();
    await database.drop();
  });
});

describe('A session in token mode', () => {
  let desk: AccessDesk;
  let bearers: TokenBearers;
  beforeAll(async () => {
    desk = await AccessDesk.open();
    bearers = new TokenBearers(desk.server);
  });
  afterAll(() => desk.close());

  const tokenOf = async (workerId: string, given: object = {}) => {
    const api = await desk.joining();
    const answer = await api.post<{ credentials: { accessToken: string } }>(
      '/register',
      registration({ workerId, ...given }),
    );
    return answer.body.credentials.accessToken;
  };
  const ask = (workerId: string, token?: string) =>
    SessionClient.ask(desk.server.url, workerId, token === undefined ? {} : { token });

  it('is for the worker itself and for gateways', async () => {
    const token = await tokenOf('own');
    const another = await tokenOf('another');
    const { key: viewer } = await desk.key({ roles: ['viewer'] });
    const { key: gateway } = await desk.key({ roles: ['gateway'] });
    expect(await ask('own')).toMatchObject({ status: 401, body: { code: 'credential_missing' } });
    expect(await ask('own', another)).toMatchObject({ status: 403, body: { code: 'not_your_worker' } });
    expect(await ask('own', viewer)).toMatchObject({ status: 403, body: { code: 'role_missing' } });
    expect(await ask('own', await bearers.expired(token))).toMatchObject({ status: 401 });
    for (const credential of [token, gateway]) {
      const client = await SessionClient.open(desk.server.url, 'own', { token: credential });
      expect(await client.beat()).toMatchObject({ type: 'ack' });
      await client.bye();
    }
  });

  it('receives the next token in time, and continues with it', async () => {
    const token = await bearers.resigned(await tokenOf('rotating'), {
      iat: Math.floor(Date.now() / 1000) - 3000,
      exp: Math.floor(Date.now() / 1000) + 60,
    });
    const client = await SessionClient.open(desk.server.url, 'rotating', { token });
    await client.beat();
    const next = await client.hears('token');
    await client.beat();
    expect(client.frames.filter(({ type }) => type === 'token')).toHaveLength(1);
    await client.bye();
    expect(await ask('rotating', String(next['accessToken']))).toBeInstanceOf(SessionClient);
  });

  it('ends when its credentials are revoked, without making its worker suspect', async () => {
    const client = await SessionClient.open(desk.server.url, 'stolen', { token: await tokenOf('stolen') });
    await client.beat();
    const operator = await desk.as('operator');
    await operator.post('/stolen/revoke', {});
    expect(await client.hears('refused')).toMatchObject({ status: 401, code: 'credentials_revoked' });
    expect(await client.ends()).toMatchObject({ code: 4401 });
    expect((await operator.get<State>('/stolen')).body).toMatchObject({ suspect: false });
  });

  it('ends when the API key of its gateway is revoked', async () => {
    await tokenOf('behind');
    const { key, id } = await desk.key({ roles: ['gateway'] });
    const client = await SessionClient.open(desk.server.url, 'behind', { token: key });
    await (await desk.as('admin')).delete(`/access/keys/${id}`);
    expect(await client.hears('refused')).toMatchObject({ status: 401 });
    expect(await client.ends()).toMatchObject({ code: 4401 });
  });
});
