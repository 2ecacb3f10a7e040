import { Client } from 'pg';
import { fleet } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { ProductFolders } from '../support/product.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface SweepRow {
  round: number;
  instance: number;
  taken_over: number;
  finished: boolean;
  /** Whether it began before the one before it had ended. */
  overlaps: boolean | null;
}

describe('Three instances on one database', () => {
  let database: TestDatabase;
  let servers: TestServer[];
  beforeEach(async () => {
    database = await createTestDatabase();
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await database.drop();
  });

  const start = async (settings: Record<string, unknown>) => {
    const server = await startTestServer({ database, settings });
    servers.push(server);
    return server;
  };
  /** A round that is not finished may be about to be: it is held up once another connection waits for the table. */
  const isHeldUp = async () => {
    const [waiting] = await database.query(
      `SELECT FROM pg_locks WHERE NOT granted AND relation = 'worker_registration.worker_state'::regclass`,
    );
    return waiting !== undefined && (await rounds()).at(-1)?.finished === false;
  };
  const rounds = () =>
    database.query<SweepRow>(
      `SELECT round::integer, instance, taken_over, finished_at IS NOT NULL AS finished,
         started_at < lag(finished_at) OVER (ORDER BY round) AS overlaps
       FROM worker_registration.sweep ORDER BY round`,
    );
  const seldom = { 'jobscheduler.worker.health-check-interval-ms': 2_000_000_000 };
  const often = { 'jobscheduler.worker.health-check-interval-ms': 100 };

  it('run each round once, one after the other, and share them', async () => {
    await Promise.all([start(often), start(often), start(often)]);
    await until(async () => (await rounds()).length > 30);
    const swept = (await rounds()).slice(0, 30);
    expect(swept.map(({ round }) => round)).toEqual(swept.map((_, index) => index + 1));
    expect(
      swept.filter(({ finished, overlaps, taken_over }) => !finished || overlaps === true || taken_over > 0),
    ).toEqual([]);
  });

  it('count one failure per round, regardless of which instance runs it', async () => {
    const [first, second, third] = [
      await start(SWEEPS_BY_HAND),
      await start(SWEEPS_BY_HAND),
      await start(SWEEPS_BY_HAND),
    ];
    await first.api.post('/register', fleet(1)[0]);
    const watches = [first, second, third].map((server) => new FleetWatch(server));
    await watches[0]!.silence(400);
    const seen: unknown[] = [];
    for (const watch of watches) {
      await watch.sweep();
      const { health, consecutiveFailures } = await watch.worker('worker-0');
      seen.push([health, consecutiveFailures]);
    }
    expect(seen).toEqual([
      ['UNHEALTHY', 1],
      ['UNHEALTHY', 2],
      ['FAILED', 3],
    ]);
  });

  it('take over the round of an instance that is killed during it', async () => {
    const folders = await ProductFolders.create();
    await folders.first.stop('SIGKILL');
    const killed = await folders.startFirst({
      DATABASE_URL: database.url,
      JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '100',
    });
    await killed.ready();
    await until(async () => (await rounds()).length > 0);
    const lock = await holdSweepsUp(database);
    await until(isHeldUp);
    const unfinished = (await rounds()).at(-1)!;
    await killed.stop('SIGKILL');
    await lock.end();
    await start(often);
    await start(often);
    await aliveBefore(database, unfinished.instance);
    await until(async () => (await rounds()).length > unfinished.round + 3);
    await folders.removeAll();
    const swept = await rounds();
    expect(swept.map(({ round }) => round)).toEqual(swept.map((_, index) => index + 1));
    expect(swept.slice(0, -1).every(({ finished }) => finished)).toBe(true);
    expect(swept.filter(({ taken_over }) => taken_over > 0)).toMatchObject([
      { round: unfinished.round, taken_over: 1 },
    ]);
  });

  it('leave a round in progress to its instance', async () => {
    await start(often);
    await until(async () => (await rounds()).length > 0);
    const lock = await holdSweepsUp(database);
    await until(isHeldUp);
    const underWay = (await rounds()).at(-1)!;
    const other = await start(seldom);
    await database.query(`UPDATE worker_registration.duty SET claimed_at = claimed_at - interval '1 hour'`);
    const asked = other.api.post<{ counted: boolean }>('/health/check');
    await lock.end();
    expect((await asked).body.counted).toBe(false);
    expect((await rounds()).find(({ round }) => round === underWay.round)).toMatchObject({ taken_over: 0 });
  });
});

/** No sweep can read the fleet until this connection ends. */
async function holdSweepsUp({ url }: TestDatabase): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE worker_registration.worker_state IN ACCESS EXCLUSIVE MODE');
  return client;
}

/** An instance was there, and is not any more. */
async function aliveBefore(database: TestDatabase, instance: number): Promise<void> {
  await database.query(
    `UPDATE worker_registration.instance SET seen_at = seen_at - interval '1 minute' WHERE number = $1`,
    [instance],
  );
}
