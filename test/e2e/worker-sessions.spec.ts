import { Socket } from 'node:net';
import { Client as PgClient } from 'pg';
import { ANYONE } from '../../src/identity/access/caller.js';
import { DomainError } from '../../src/platform/errors/domain-error.js';
import { WorkerSessionStore } from '../../src/sessions/store/worker-session.store.js';
import type { Upgrade } from '../../src/sessions/upgrade/upgrade-door.js';
import { WorkerSessions } from '../../src/sessions/worker-sessions.service.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { SessionClient, type Refused, type SessionOptions } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface State {
  lastHeartbeat: string | null;
  leaseExpiresAt: string;
  currentJobCount: number;
  heartbeatCount: number;
  suspect: boolean;
  incarnation: number;
}

describe('A session', () => {
  let server: TestServer;
  let watch: FleetWatch;
  const clients: SessionClient[] = [];
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.crash();
  });
  afterAll(() => server.close());

  const register = (workerId: string, given: object = {}) =>
    server.api.post('/register', registration({ workerId, ...given }));
  const open = async (workerId: string, options?: SessionOptions) => {
    const client = await SessionClient.open(server.url, workerId, options);
    clients.push(client);
    return client;
  };
  const refused = async (workerId: string, options?: SessionOptions) =>
    (await SessionClient.ask(server.url, workerId, options)) as Refused;
  const state = async (workerId: string) => (await server.api.get<State>(`/${workerId}`)).body;

  it('begins with the interval and the end of the lease', async () => {
    await register('new');
    const { frames } = await open('new');
    expect(frames[0]).toEqual({
      type: 'ready',
      intervalSeconds: 28.5,
      leaseExpiresAt: (await state('new')).leaseExpiresAt,
      incarnation: 1,
    });
  });

  it('acknowledges a durable heartbeat, with its reference and the dropped fields', async () => {
    await register('beating');
    const client = await open('beating');
    client.send({
      type: 'beat',
      ref: 7,
      status: 'busy',
      currentJobCount: 3,
      cpuUsage: 'much',
      colour: 'red',
    });
    const ack = await client.hears('ack');
    expect(ack).toEqual({
      type: 'ack',
      ref: 7,
      leaseExpiresAt: (await state('beating')).leaseExpiresAt,
      warnings: [expect.stringContaining('cpuUsage was dropped'), expect.stringContaining('colour')],
    });
    expect(await state('beating')).toMatchObject({ currentJobCount: 3, heartbeatCount: 1 });
  });

  it('that closes without a farewell makes its worker suspect, until its next heartbeat', async () => {
    await register('crashing');
    const client = await open('crashing');
    await client.beat();
    const before = await watch.worker('crashing');
    await client.crash();
    await until(async () => (await state('crashing')).suspect);
    await server.api.post('/crashing/heartbeat');
    expect(await watch.worker('crashing')).toMatchObject({
      suspect: false,
      health: 'HEALTHY',
      usuallyWithinSeconds: before['usuallyWithinSeconds'],
    });
  });

  it('that closes without a farewell makes its worker suspect, until its next session', async () => {
    await register('returning');
    await (await open('returning')).crash();
    await until(async () => (await state('returning')).suspect);
    await open('returning');
    expect(await state('returning')).toMatchObject({ suspect: false });
  });

  it('that ends with a farewell makes no worker suspect', async () => {
    await register('polite');
    const client = await open('polite');
    await client.beat();
    await client.bye();
    expect(client.closed).toEqual({ code: 1000, reason: '' });
    const [row] = await server.database.query<{ open: number }>(
      'SELECT count(*)::int AS open FROM worker_registration.worker_state WHERE session_lost_at IS NOT NULL AND id = (SELECT id FROM worker_registration.worker WHERE worker_id = $1)',
      ['polite'],
    );
    expect(row).toEqual({ open: 0 });
  });

  it('is refused like any request', async () => {
    await register('known', { bootId: 'b1' });
    await register('known', { bootId: 'b2' });
    expect(await refused('unknown')).toMatchObject({ status: 404, body: { code: 'worker_not_registered' } });
    expect(await refused('known', { query: { bootId: 'b1' } })).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' },
      body: { code: 'superseded' },
    });
    expect(await refused('known', { query: { incarnation: 1 } })).toMatchObject({ status: 409 });
    expect(await refused('known', { query: { incarnatoin: 2 } })).toMatchObject({ status: 400 });
    expect(await refused('known', { protocol: 'mqtt' })).toMatchObject({
      status: 400,
      body: { message: 'Sec-WebSocket-Protocol must be worker-registration.v1' },
    });
    expect(
      await refused('known', {
        protocol: '',
        headers: { 'sec-websocket-protocol': 'a, worker-registration.v1, a' },
      }),
    ).toMatchObject({
      status: 400,
      body: { message: 'Sec-WebSocket-Protocol must be a list of different names' },
    });
    expect(await refused('known', { headers: { origin: 'https://elsewhere.example' } })).toMatchObject({
      status: 403,
      body: { code: 'cross_site' },
    });
    await open('known', { query: { bootId: 'b2', incarnation: 2 }, headers: { origin: server.url } });
  });

  it('needs an upgrade: without one the answer is 426', async () => {
    await register('asked');
    const response = await fetch(`${server.url}/${DEFAULT_PREFIX}/asked/session`);
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('is superseded by a newer one of its worker', async () => {
    await register('twice');
    const first = await open('twice');
    const second = await open('twice');
    expect(await first.hears('superseded')).toMatchObject({ by: 'session' });
    expect(await first.ends()).toMatchObject({ code: 4409 });
    expect(await second.beat()).toMatchObject({ type: 'ack' });
    expect(await state('twice')).toMatchObject({ suspect: false });
  });

  it('is superseded even by one whose client has disconnected, so that its crash is noticed', async () => {
    await register('left');
    const first = await open('left');
    const begin = await server.app
      .get(WorkerSessions)
      .openSession({ name: 'left', stated: {}, caller: ANYONE, shown: {} });
    begin({ socket: new Socket().destroy(), take: () => undefined } as Partial<Upgrade> as Upgrade);
    expect(await first.ends()).toMatchObject({ code: 4409 });
  });

  it('that closes without a farewell makes its worker suspect even if the end of an older one was not stored', async () => {
    await register('twice-lost');
    const down = jest
      .spyOn(server.app.get(WorkerSessionStore), 'endSessions')
      .mockRejectedValueOnce(new DomainError('database_unavailable'))
      .mockRejectedValueOnce(new DomainError('database_unavailable'));
    await open('twice-lost');
    const second = await open('twice-lost');
    await until(() => down.mock.calls.length === 1);
    await second.crash();
    await until(async () => down.mock.calls.length > 2 && (await state('twice-lost')).suspect);
    expect(await state('twice-lost')).toMatchObject({ suspect: true });
  });

  it('answers the heartbeats before a farewell, and repeats no reference that JSON would change', async () => {
    await register('leaving');
    const client = await open('leaving');
    client.send({ type: 'beat', ref: 1 });
    client.send('{"type":"beat","ref":12345678901234567890}');
    await client.bye();
    expect(client.frames.slice(1)).toEqual([
      { type: 'ack', ref: 1, leaseExpiresAt: expect.any(String) },
      {
        type: 'ack',
        leaseExpiresAt: expect.any(String),
        warnings: [expect.stringMatching(/^ref was dropped/)],
      },
    ]);
  });

  it('is kept while the service accepts no heartbeats, however many wait', async () => {
    const { body } = await register('eager');
    const client = await open('eager');
    const session = server.app.get(WorkerSessions)['byWorker'].get((body['worker'] as { id: string }).id)!;
    const holder = new PgClient({ connectionString: server.database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM worker_registration.worker_state FOR UPDATE');
    for (let ref = 0; ref < 20; ref += 1) client.send({ type: 'beat', ref });
    await until(async () => {
      const waits = await server.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waits.length > 0;
    });
    for (const later of [1000, 30_000]) session.checkSilence(performance.now() + later);
    await holder.end();
    await until(() => client.frames.filter(({ type }) => type === 'ack').length === 20);
    expect(client.closed).toBeUndefined();
  });

  it('is superseded even if the database did not confirm the newer one', async () => {
    await register('unanswered');
    const first = await open('unanswered');
    const store = server.app.get(WorkerSessionStore);
    const openSessions = store.openSessions.bind(store);
    jest.spyOn(store, 'openSessions').mockImplementationOnce(async (wanted) => {
      await openSessions(wanted);
      throw new DomainError('database_unavailable');
    });
    expect(await refused('unanswered')).toMatchObject({ status: 503 });
    expect(await first.ends()).toMatchObject({ code: 4409 });
    await until(async () => {
      const [row] = await server.database.query<{ open: number }>(
        'SELECT count(session_instance)::int AS open FROM worker_registration.worker_state JOIN worker_registration.worker USING (id) WHERE worker_id = $1',
        ['unanswered'],
      );
      return row!.open === 0;
    });
  });
});
