import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { measureMachine, sizesFor } from '../../src/platform/embedded-postgres/sizes.js';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-postgres-sizes-'));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('the embedded PostgreSQL uses memory by the size of the machine, unless it is configured otherwise', async () => {
  const { shared_buffers: sized = '128MB' } = sizesFor(await measureMachine(dataDir));
  const sizedByUs = `SELECT pg_size_bytes(current_setting('shared_buffers')) = pg_size_bytes('${sized}') AS answer`;

  expect(await askOnce(sizedByUs)).toBe(true);
  await askOnce(`ALTER SYSTEM SET shared_buffers = '64MB'`);
  expect(await askOnce(`SELECT current_setting('shared_buffers') AS answer`)).toBe('64MB');
});

/** Asks a server that runs for this query only. */
async function askOnce(sql: string): Promise<unknown> {
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings: { fsync: 'off' } });
  const client = new Client({ connectionString: server.url });
  try {
    await client.connect();
    return (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await client.end();
    await server.stop();
  }
}
