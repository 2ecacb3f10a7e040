import { once } from 'node:events';
import { Client } from 'pg';
import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { Database } from '../../src/platform/database/database.js';
import { registration } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { SessionWays } from '../support/session-answers.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until, untilBlocked } from '../support/waiting.js';

/** In place of a path. */
const OVER_SESSION = 'session';

describe('A heartbeat that was refused with 503', () => {
  let server: TestServer;
  let sessions: SessionWays;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    sessions = new SessionWays(server);
  });
  afterEach(() => sessions.close());
  afterAll(() => server.close());

  it.each([
    ['a heartbeat', 'worker_state', 'w1', '/w1/heartbeat', {}],
    ['a heartbeat over a session', 'worker_state', 'w6', OVER_SESSION, {}],
    ['a departure', 'worker_state', 'w2', '/w2/deregister', {}],
    ['a heartbeat, its worker not found yet', 'worker', 'w3', '/w3/heartbeat', {}],
    ['a batch, its workers not found yet', 'worker', 'w4', '/heartbeat/batch', [{ workerId: 'w4' }]],
    ['a heartbeat, its key not found yet', 'api_key', 'w5', '/w5/heartbeat', {}],
  ])(
    '(%s) is a gap of the service, which does not count against the worker, nor does one retry time',
    async (_, table, workerId, path, told) => {
      const watch = new FleetWatch(server);
      const api = await gatewayOf(server, workerId);
      await server.database.query('DELETE FROM worker_registration.gap');
      await server.api.post('/register', registration({ workerId, bootId: 'boot-1' }));
      const send =
        path === OVER_SESSION ? await sessions.open(workerId) : (body?: object) => api.post(path, body);
      const lock = await lockOf(server, `${table} IN ACCESS EXCLUSIVE MODE`);
      const { status, body } = await endingWaits(server, send(told));
      await lock.end();
      const gaps = () => server.database.query('SELECT FROM worker_registration.gap WHERE instance > 0');
      await until(async () => (await gaps()).length === 1);
      await watch.silence(301, workerId);
      await watch.sweep();
      const spared = await watch.worker(workerId);
      await gapsAgo(server, 60);
      await watch.silence(60, workerId);
      await watch.sweep();

      expect([status, body['code']]).toEqual([503, 'database_busy']);
      expect(spared).toMatchObject({ health: 'HEALTHY' });
      expect(await watch.worker(workerId)).toMatchObject({ health: 'UNHEALTHY' });
    },
  );
});

describe('An instance that is not ready, and therefore gets no heartbeats', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
  });
  afterAll(() => server.close());

  it('is in a gap', async () => {
    const database = server.app.get(Database);
    const { limit } = database.connections;
    const ended = new AbortController();
    const all = Array.from({ length: limit }, () => database.transaction(() => once(ended.signal, 'abort')));
    const { status } = await fetch(`${server.url}/readyz`);
    ended.abort();
    await Promise.all(all);

    const gaps = () => server.database.query('SELECT FROM worker_registration.gap WHERE instance > 0');
    await until(async () => (await gaps()).length > 0);
    expect(status).toBe(503);
  });
});

describe('A heartbeat that waits for PostgreSQL', () => {
  let server: TestServer;
  let sessions: SessionWays;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.heartbeat-timeout-minutes': 0.5 },
    });
    sessions = new SessionWays(server);
  });
  afterEach(() => sessions.close());
  afterAll(() => server.close());

  const overHttp = (workerId: string) => (body?: object) => server.api.post(`/${workerId}/heartbeat`, body);

  it.each([
    ['row', 'worker_state', false],
    ['row, over a session,', 'worker_state', true],
    ['name', 'worker', false],
  ])(
    'for its %s is a gap once the wait is longer than a gap, refused or not',
    async (_, table, isSession) => {
      const workerId = `waits-${table}-${isSession}`;
      await server.api.post('/register', registration({ workerId }));
      const send = isSession ? await sessions.open(workerId) : overHttp(workerId);
      await server.database.query('DELETE FROM worker_registration.gap');
      const lock = await lockOf(server, `${table} IN ACCESS EXCLUSIVE MODE`);
      let isAnswered = false;
      const beat = send({}).finally(() => (isAnswered = true));
      const resume = await suspendWhoWaits(server);
      const gaps = () => server.database.query('SELECT FROM worker_registration.gap WHERE instance > 0');
      await until(async () => isAnswered || (await gaps()).length > 0).finally(resume);
      expect(isAnswered).toBe(false);
      await lock.end();
      await beat;
    },
  );

  it.each(['HTTP', 'a session'])(
    'over %s does not undo a renewal by another instance meanwhile',
    async (way) => {
      await server.api.post('/register', registration({ workerId: 'late' }));
      const send = way === 'HTTP' ? overHttp('late') : await sessions.open('late');
      const other = await connected(server);
      const renew = `UPDATE worker_registration.worker_state SET last_heartbeat = clock_timestamp(), lease_renewed_at = clock_timestamp()
      WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'late') RETURNING last_heartbeat`;
      await other.query('BEGIN');
      await other.query(renew);
      const beat = send({});
      await until(
        async () => (await server.database.query('SELECT FROM pg_locks WHERE NOT granted')).length > 0,
      );
      const { rows } = await other.query<{ last_heartbeat: Date }>(renew);
      await other.query('COMMIT');
      await other.end();
      expect((await beat).status).toBe(200);
      const { body } = await server.api.get<{ lastHeartbeat: string }>('/late');
      expect(Date.parse(body.lastHeartbeat)).toBeGreaterThanOrEqual(rows[0]!.last_heartbeat.getTime());
    },
  );
});

describe('A heartbeat that was refused because its row is locked', () => {
  let server: TestServer;
  let sessions: SessionWays;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    sessions = new SessionWays(server);
  });
  afterEach(() => sessions.close());
  afterAll(() => server.close());

  it.each([
    ['a heartbeat', '/locked/heartbeat', {}],
    ['a heartbeat over a session', OVER_SESSION, {}],
    ['a registration', '/register', registration({ workerId: 'locked', bootId: 'boot-1' })],
    ['a departure', '/locked/deregister', {}],
  ])('(%s) is a gap of its worker only: other dead workers are found', async (_, path, told) => {
    const watch = new FleetWatch(server);
    await server.database.query('DELETE FROM worker_registration.gap');
    for (const workerId of ['locked', 'dead']) {
      await server.api.delete(`/${workerId}`);
      await server.api.post('/register', registration({ workerId, bootId: 'boot-1' }));
    }
    const send =
      path === OVER_SESSION ? await sessions.open('locked') : (body: object) => server.api.post(path, body);
    const lock = await connected(server);
    await lock.query('BEGIN');
    await lock.query(
      `SELECT FROM worker_registration.worker_state JOIN worker_registration.worker USING (id) WHERE worker_id = 'locked' FOR UPDATE`,
    );
    const { status, body } = await send(told);
    await lock.end();
    const [refused] = await server.database.query<{ at: Date }>('SELECT now() AS at');
    const recorded = () =>
      server.database.query('SELECT FROM worker_registration.instance WHERE seen_at > $1', [refused!.at]);
    await until(async () => (await recorded()).length > 0);
    await watch.silence(301);
    await watch.sweep();
    const [spared, found] = [await watch.worker('locked'), await watch.worker('dead')];
    await gapsAgo(server, 60);
    await watch.silence(60);
    await watch.sweep();

    expect([status, body['code']]).toEqual([503, 'database_busy']);
    expect(await server.database.query('SELECT FROM worker_registration.gap WHERE instance > 0')).toEqual([]);
    expect([spared, found]).toMatchObject([{ health: 'HEALTHY' }, { health: 'UNHEALTHY' }]);
    expect(await watch.worker('locked')).toMatchObject({ health: 'UNHEALTHY' });
  });
});

/** All gaps were that much earlier. */
async function gapsAgo({ database }: TestServer, seconds: number): Promise<void> {
  for (const table of ['gap', 'worker_gap'])
    await database.query(
      `UPDATE worker_registration.${table} SET
         gap_from = gap_from - make_interval(secs => $1), gap_until = gap_until - make_interval(secs => $1)`,
      [seconds],
    );
}

/** Who sends the heartbeats of others, and ends them, with a key that was never shown before. */
async function gatewayOf(server: TestServer, name: string): Promise<ApiClient> {
  const { key } = await server.app.get(ApiKeysService).makeApiKey({ name, roles: ['gateway', 'operator'] });
  return server.api.with({ authorization: `Bearer ${key}` });
}

/** The statements that wait for a lock are refused at once, and not only when they have waited for long. */
async function endingWaits<T>({ database }: TestServer, answer: Promise<T>): Promise<T> {
  let isAnswered = false;
  const answered = answer.finally(() => (isAnswered = true));
  await until(async () => {
    await database.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return isAnswered;
  });
  return answered;
}

async function connected(server: TestServer): Promise<Client> {
  const client = new Client({ connectionString: server.database.url });
  await client.connect();
  return client;
}

/** The statement that waits for a lock waits on, and is not refused in time: nothing is heard on its connection. */
async function suspendWhoWaits({ database }: TestServer): Promise<() => void> {
  const waiting = await untilBlocked(database);
  for (const { pid } of waiting) process.kill(pid, 'SIGSTOP');
  return () => waiting.forEach(({ pid }) => process.kill(pid, 'SIGCONT'));
}

/** No heartbeat is taken until this connection ends. */
async function lockOf(server: TestServer, mode = 'worker_state IN EXCLUSIVE MODE'): Promise<Client> {
  const lock = await connected(server);
  await lock.query('BEGIN');
  await lock.query(`LOCK TABLE worker_registration.${mode}`);
  return lock;
}
