import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { registration } from '../factories/registration.factory.js';
import type { TestDatabase } from '../support/database.js';
import { memoryFolder } from '../support/memory-folder.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { SteadyLoad } from '../support/steady-load.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Between two sweeps, so that none comes by itself. */
const DAY_MS = 86_400_000;

describe('Without PostgreSQL', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let redis: RedisServer;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(memoryFolder(), 'lost-database-'));
    postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
    redis = await startRedis();
    const settings = { 'redis.url': redis.url, 'jobscheduler.worker.health-check-interval-ms': DAY_MS };
    server = await startTestServer({ settings, database: { url: postgres.url } as TestDatabase });
  });
  afterAll(async () => {
    await server.close();
    await redis.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers 503 with Retry-After, then recovers by itself without losing acknowledged changes', async () => {
    const { api } = server;
    let refusal: Awaited<ReturnType<typeof api.post>> | undefined;
    const load = new SteadyLoad(8, async (name) => {
      const answer = await api.post('/register', registration({ workerId: name }));
      if (answer.status === 503) refusal ??= answer;
      return answer;
    });
    await load.acknowledged(100);
    process.kill(postgres.pid, 'SIGKILL');
    await load.answered(503);
    await load.acknowledged(100);
    const { statuses, acknowledged, failed } = await load.stop();

    expect(refusal!.headers.get('retry-after')).toBe('1');
    expect(refusal!.body).toMatchObject({
      success: false,
      code: 'database_unavailable',
      title: 'The database is unavailable',
    });
    expect([...statuses.keys()].filter((status) => status !== 201 && status !== 200)).toEqual([503]);
    expect(failed).toBe(0);
    expect(await missing(acknowledged)).toEqual([]);
  });

  it('shows the last statistics and the last summary, marked stale, and is not ready', async () => {
    await query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, finished_at)
       VALUES (7, 1, 'schedule', now() - interval '3 days' + interval '2 seconds')`,
    );
    const [fresh, summary] = [
      await server.api.get('/health/system'),
      await server.api.get('/health/summary'),
    ];
    await postgres.stop();
    await redis.kill();
    const [statistics, ready] = await Promise.all([stale('/health/system'), fetch(`${server.url}/readyz`)]);
    expect(fresh.body['stale']).toBeUndefined();
    expect(statistics).toMatchObject({ stale: true, totalWorkers: fresh.body['totalWorkers'] });
    expect(await stale('/health/summary')).toMatchObject({ stale: true, health: summary.body['health'] });
    expect((await server.api.get('/health/history')).status).toBe(503);
    expect(ready.status).toBe(503);
  });

  it('reports that no sweep has finished and that Redis is unavailable', async () => {
    let summary: Record<string, unknown>;
    do summary = await stale('/health/summary');
    while (summary['overall'] !== 'CRITICAL');
    expect(summary).toMatchObject({
      reasons: [
        expect.stringMatching(/^No sweep has finished for 25920\d s/),
        'Redis is configured and unavailable',
      ],
      redis: { configured: true, state: 'away' },
    });
  });

  async function stale(path: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { body } = await server.api.get(path);
      if (body['stale'] === true) return body;
    }
  }

  async function missing(workerIds: readonly string[]): Promise<string[]> {
    const rows = await query<{ worker_id: string }>('SELECT worker_id FROM worker_registration.worker');
    const there = new Set(rows.map(({ worker_id }) => worker_id));
    return workerIds.filter((workerId) => !there.has(workerId));
  }

  async function query<Row extends object>(sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<Row>(sql);
    await client.end();
    return rows;
  }
});
