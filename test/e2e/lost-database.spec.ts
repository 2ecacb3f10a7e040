import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { registration } from '../factories/registration.factory.js';
import type { TestDatabase } from '../support/database.js';
import { SteadyLoad } from '../support/steady-load.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Without PostgreSQL', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lost-database-'));
    postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
    server = await startTestServer({ database: { url: postgres.url } as TestDatabase });
  });
  afterAll(async () => {
    await server.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers 503 with Retry-After while it is killed, then goes on by itself, and nothing acknowledged is missing', async () => {
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
      title: 'The database is away',
    });
    expect([...statuses.keys()].filter((status) => status !== 201 && status !== 200)).toEqual([503]);
    expect(failed).toBe(0);
    expect(await missing(acknowledged)).toEqual([]);
  });

  it('shows the last statistics and the last summary, marked stale, and is not ready', async () => {
    const [fresh, summary] = [
      await server.api.get('/health/system'),
      await server.api.get('/health/summary'),
    ];
    await postgres.stop();
    const [statistics, ready] = await Promise.all([stale('/health/system'), fetch(`${server.url}/readyz`)]);
    expect(fresh.body['stale']).toBeUndefined();
    expect(statistics).toMatchObject({ stale: true, totalWorkers: fresh.body['totalWorkers'] });
    expect(await stale('/health/summary')).toMatchObject({
      stale: true,
      health: summary.body['health'],
      reasons: summary.body['reasons'],
    });
    expect((await server.api.get('/health/history')).status).toBe(503);
    expect(ready.status).toBe(503);
  });

  async function stale(path: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { body } = await server.api.get(path);
      if (body['stale'] === true) return body;
    }
  }

  async function missing(workerIds: readonly string[]): Promise<string[]> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<{ worker_id: string }>(
      'SELECT worker_id FROM worker_registration.worker',
    );
    await client.end();
    const there = new Set(rows.map(({ worker_id }) => worker_id));
    return workerIds.filter((workerId) => !there.has(workerId));
  }
});
