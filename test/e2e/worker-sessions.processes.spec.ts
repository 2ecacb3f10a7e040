import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Product } from '../support/product.js';
import { SessionClient } from '../support/session-client.js';

/** Connections are shared out to the processes in turn: each gets some of so many. */
const NAMES = Array.from({ length: 12 }, (_, index) => `w${index}`);

describe('Sessions of a service with two processes', () => {
  let database: TestDatabase;
  let folder: string;
  let product: Product;
  let clients: SessionClient[];
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'product-sessions-'));
    product = await start();
    const api = await product.api();
    await api.post(
      '/register/batch',
      NAMES.map((workerId) => registration({ workerId })),
    );
    clients = await open();
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const start = async () => {
    const started = Product.start(folder, {
      DATABASE_URL: database.url,
      SERVER_PROCESSES: '2',
      JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
    });
    await started.ready();
    await started.says(/Listening[^]*Listening/);
    return started;
  };
  const open = async () => {
    const url = await product.ready();
    const opened = await Promise.all(NAMES.map((each) => SessionClient.open(url, each)));
    await Promise.all(opened.map((each) => each.beat()));
    return opened;
  };
  const holders = async () =>
    (
      await database.query<{ holder: number }>(
        'SELECT DISTINCT session_instance AS holder FROM worker_registration.worker_state',
      )
    ).map(({ holder }) => holder);
  const workers = async () => {
    type State = { connected: boolean; suspect: boolean };
    const { body } = await (await product.api()).get<{ workers: State[] }>('/');
    return body.workers.map(({ connected, suspect }) => ({ connected, suspect }));
  };

  it('are on both, and receive orders that either of them accepted', async () => {
    expect(await holders()).toHaveLength(2);
    const api = await product.api();
    const answers = await Promise.all(NAMES.map((each) => api.post(`/${each}/maintenance`, {})));
    expect(answers.map(({ status }) => status)).toEqual(NAMES.map(() => 200));
    for (const client of clients)
      expect(await client.hears('command')).toEqual({ type: 'command', commands: ['maintenance'] });
  });

  it('make no worker suspect when all of it is killed', async () => {
    const { stdout } = await promisify(execFile)('pgrep', ['-P', String(product.pid)]);
    const before = await holders();
    for (const pid of [product.pid, ...stdout.split('\n').filter(Boolean).map(Number)])
      process.kill(pid, 'SIGKILL');
    await Promise.all([product.exit, ...clients.map((each) => each.ends())]);
    await database.query(
      `UPDATE worker_registration.instance SET seen_at = seen_at - interval '1 minute' WHERE number = ANY ($1::integer[])`,
      [before],
    );
    product = await start();
    expect(await workers()).toEqual(NAMES.map(() => ({ connected: false, suspect: false })));
    clients = await open();
    expect(await workers()).toEqual(NAMES.map(() => ({ connected: true, suspect: false })));
    expect((await holders()).filter((each) => before.includes(each))).toEqual([]);
    for (const client of clients) await client.bye();
  });
});
