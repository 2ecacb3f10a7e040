import { Client } from 'pg';
import { WorkerRegistrationService } from '../../src/index.js';
import { Database } from '../../src/platform/database/database.js';
import { HeartbeatLanes } from '../../src/workers/heartbeats/heartbeat-lanes.js';
import { MAX_WAITING } from '../../src/workers/heartbeats/room.js';
import { fleet, registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { SessionWays } from '../support/session-answers.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('Heartbeats that arrive together', () => {
  let server: TestServer;
  let sessions: SessionWays;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    sessions = new SessionWays(server);
  });
  afterEach(() => sessions.close());
  afterAll(() => server.close());

  const beat = (name: string, body: object = {}) =>
    server.api.post<{ code?: string; worker?: { id: string } }>(`/${name}/heartbeat`, body);
  const counts = async (names: readonly string[]) =>
    (
      await server.database.query<{ count: number }>(
        `SELECT heartbeat_count::integer AS count FROM worker_registration.worker_state
         JOIN worker_registration.worker USING (id) WHERE worker_id = ANY ($1)`,
        [names],
      )
    ).map(({ count }) => count);
  /** In this database alone: others of the same server are in use by other tests. */
  const waitingForLocks = async () =>
    (
      await server.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
    ).length;

  /** Holds what the statement locks, as somebody else's transaction does, until it is let go. */
  async function holding(sql: string, parameters: unknown[] = []): Promise<() => Promise<void>> {
    const client = new Client({ connectionString: server.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(sql, parameters);
    return () => client.end();
  }
  const holdingRow = (workerId: string) =>
    holding(
      `SELECT FROM worker_registration.worker_state WHERE id =
         (SELECT id FROM worker_registration.worker WHERE worker_id = $1) FOR UPDATE`,
      [workerId],
    );

  it('are written by far fewer statements, and none is lost', async () => {
    const names = fleet(50).map((_, index) => `together-${index}`);
    await server.api.post(
      '/register/batch',
      names.map((workerId) => registration({ workerId })),
    );
    const workers = server.app.get(WorkerRegistrationService, { strict: false });
    const statements = jest.spyOn(server.app.get(Database), 'queryPreparedTexts');
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => workers.processHeartbeat(names[index % names.length]!)),
    );
    const written = statements.mock.calls.length;
    statements.mockRestore();

    expect(await counts(names)).toEqual(names.map(() => 10));
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(20);
  });

  it('do not wait for a worker whose row is locked: it is written once the lock is released, or gets 503', async () => {
    const others = fleet(20, (index) => ({ workerId: `free-${index}` }));
    const held = ['released', 'kept', 'over-session'].map((workerId) => registration({ workerId }));
    await server.api.post('/register/batch', [...others, ...held]);
    const [freely, waiting] = [await sessions.open('free-0'), await sessions.open('over-session')];
    const holds = await Promise.all(['kept', 'over-session'].map(holdingRow));
    const release = await holdingRow('released');
    const [released, kept, keptSession] = [beat('released', { message: 'first' }), beat('kept'), waiting({})];
    await until(async () => (await waitingForLocks()) > 0);
    const later = beat('released', { message: 'later' });
    const batch = await server.api.post<{ results: { status: number }[] }>('/heartbeat/batch', others);
    const singles = await Promise.all(others.map(({ workerId }) => beat(String(workerId))));
    const free = await freely({});
    const heldMeanwhile = await counts(['released', 'kept', 'over-session']);
    await release();
    const statuses = [(await released).status, (await later).status];
    const [refused, refusedSession] = [await kept, await keptSession];
    await Promise.all(holds.map((letGo) => letGo()));

    expect(batch.body.results.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect(singles.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect(free.status).toBe(200);
    expect(heldMeanwhile).toEqual([0, 0, 0]);
    expect(statuses).toEqual([200, 200]);
    expect((await server.api.get('/released')).body).toMatchObject({ heartbeatCount: 2, message: 'later' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refusedSession).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(await counts(['kept', 'over-session'])).toEqual([0, 0]);
  });

  it('are refused for a takeover only once it has been committed', async () => {
    const taken = (bootId: string) =>
      server.api.post('/register', registration({ workerId: 'taken', bootId }));
    await taken('boot-1');
    const session = await sessions.open('taken');
    await server.api.post('/taken/jobs', { jobId: 'job-1' });
    // The takeover holds the row, and then waits here to release the job of the old process.
    const letGo = await holding(`SELECT FROM worker_registration.job WHERE job_id = 'job-1' FOR UPDATE`);
    const takeover = taken('boot-2');
    await until(async () => (await waitingForLocks()) > 0);
    let answered = 0;
    const beats = [
      beat('taken', { bootId: 'boot-1' }),
      session({ bootId: 'boot-1' }),
      beat('taken', { bootId: 'boot-2' }),
    ].map((each) => each.finally(() => (answered += 1)));
    await until(async () => (await waitingForLocks()) > 1);
    const early = answered;
    await letGo();

    expect((await takeover).body).toMatchObject({ outcome: 'restarted' });
    expect(early).toBe(0);
    expect((await Promise.all(beats)).map(({ status }) => status)).toEqual([409, 409, 200]);
  });

  it('are refused if too many wait, which counts as a gap of the service', async () => {
    await server.api.post('/register', registration({ workerId: 'many' }));
    const { id } = (await server.api.get<{ id: string }>('/many')).body;
    const session = await sessions.open('many');
    const lanes = server.app.get(HeartbeatLanes);
    const gaps = () =>
      server.database.query(
        'SELECT FROM worker_registration.instance WHERE number > 0 AND gap_until IS NOT NULL',
      );
    await server.database.query('UPDATE worker_registration.instance SET gap_until = NULL');
    const letGo = await holding('LOCK TABLE worker_registration.worker_state IN EXCLUSIVE MODE');
    const waiting = Array.from({ length: MAX_WAITING }, () =>
      lanes.enqueueHeartbeat({ id, count: 1, shown: false }),
    );
    const [refused, refusedSession] = await Promise.all([beat('many'), session({})]);
    await letGo();

    expect((await Promise.all(waiting)).filter((answer) => answer === undefined)).toEqual([]);
    expect(refused).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refusedSession).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(await counts(['many'])).toEqual([MAX_WAITING]);
    await until(async () => (await gaps()).length === 1);
  });
});
