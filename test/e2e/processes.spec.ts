import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Product } from '../support/product.js';
import { until } from '../support/waiting.js';

describe('Several processes on one port', () => {
  let database: TestDatabase;
  let folder: string;
  let product: Product;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'product-processes-'));
    product = Product.start(folder, { DATABASE_URL: database.url, SERVER_PROCESSES: '2' });
    url = await product.ready();
    await product.says(/Listening[^]*Listening/);
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await until(async () => (await siblings()).length === 0);
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const siblings = async (): Promise<number[]> => {
    const { stdout } = await promisify(execFile)('pgrep', ['-P', String(product.pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout.split('\n').filter(Boolean).map(Number);
  };
  const instances = async () =>
    (
      await database.query<{ count: number }>(
        `SELECT count(*)::integer FROM worker_registration.instance WHERE seen_at > now() - interval '5 s'`,
      )
    )[0]!.count;

  it('are instances of one service, and share its data', async () => {
    const api = await product.api();
    expect((await api.post('/register', registration({ workerId: 'shared' }))).status).toBe(201);
    const all = await Promise.all(Array.from({ length: 40 }, () => api.post('/shared/heartbeat')));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect((await api.get('/shared')).body).toMatchObject({ heartbeatCount: 40 });
    expect(await instances()).toBe(2);
  });

  it('count together at /metrics', async () => {
    for (let round = 0; round < 8; round += 1)
      await (await product.api()).with({ authorization: 'Bearer nonsense' }).post('/shared/heartbeat');
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^worker_registration_refused_credentials_total\{reason="invalid_token"\} 8$/m);
    expect(text).toMatch(/^worker_registration_heartbeats_taken_total 40$/m);
    // All tell the same of the fleet: that is not added up.
    expect(text).toMatch(/^worker_registration_workers\{status="active"\} 1$/m);
  });

  it('continue when one of them is killed and replaced', async () => {
    const [victim] = await siblings();
    process.kill(victim!, 'SIGKILL');
    await until(async () => (await siblings()).filter((pid) => pid !== victim).length === 2);
    const api = await product.api();
    const all = await Promise.all(Array.from({ length: 20 }, () => api.post('/shared/heartbeat')));
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(product.output).toMatch(/Process \d+ ended \(SIGKILL\)/);
  });

  it('end together, without an error, when the first one is stopped', async () => {
    await product.says(/Listening[^]*Listening[^]*Listening/);
    expect(await product.stop()).toEqual({ code: 0, signal: null });
    expect(await siblings()).toEqual([]);
  });
});

it('end by themselves when the first process is killed', async () => {
  const [database, folder] = [
    await createTestDatabase(),
    await mkdtemp(join(tmpdir(), 'product-processes-')),
  ];
  const product = Product.start(folder, { DATABASE_URL: database.url, SERVER_PROCESSES: '2' });
  const url = await product.ready();
  await product.says(/Listening[^]*Listening/);
  process.kill(product.pid, 'SIGKILL');
  // The pipe of its standard output closes with the last of them.
  expect(await product.exit).toEqual({ code: null, signal: 'SIGKILL' });
  await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
  await database.drop();
  await rm(folder, { recursive: true });
});
