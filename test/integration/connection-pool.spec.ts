import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { LONGEST_MS } from '../../src/platform/database/connect-timeout.js';
import { Database, type Transaction } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { adHoc } from '../support/ad-hoc.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Relay } from '../support/relay.js';

const NOTE = adHoc('INSERT INTO public.note VALUES ($1) RETURNING pg_backend_pid() AS pid');
type Pid = { pid: number };

/** Every way to run a statement: inserts a note, and returns the server process that inserted it. */
const WAYS: Record<string, (ours: Database, note: string) => Promise<number>> = {
  query: async (ours, note) => (await ours.query<Pid>(NOTE, [note]))[0]!.pid,
  queryPrepared: async (ours, note) => (await ours.queryPrepared<Pid>(NOTE, [note]))[0]!.pid,
  queryPreparedTexts: async (ours, note) => Number((await ours.queryPreparedTexts(NOTE, [note]))[0]![0]),
  transaction: (ours, note) => ours.transaction(async (tx) => (await tx.query<Pid>(NOTE, [note]))[0]!.pid),
  'queryTexts of a transaction': (ours, note) =>
    ours.transaction(async (tx) => Number((await tx.queryTexts(NOTE, [note]))[0]![0])),
};

describe('The pool', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  let ours: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('CREATE TABLE public.note (text text)');
    pool = await openPool({ connection: { connectionString: database.url }, poolSize: 2 });
    ours = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Runs a statement on both connections. */
  async function onBoth(sql: string): Promise<Pid[]> {
    let met = 0;
    let meet = (): void => undefined;
    const both = new Promise<void>((resolve) => (meet = resolve));
    const one = async (tx: Transaction): Promise<Pid> => {
      met += 1;
      if (met === 2) meet();
      await both;
      return (await tx.query<Pid>(adHoc(sql)))[0]!;
    };
    return Promise.all([ours.transaction(one), ours.transaction(one)]);
  }
  const pids = async () => (await onBoth('SELECT pg_backend_pid() AS pid')).map(({ pid }) => pid);
  const timesNoted = async (note: string) =>
    (await database.query('SELECT FROM public.note WHERE text = $1', [note])).length;

  it.each(Object.keys(WAYS))(
    'replaces connections that accept no writes, and runs a %s once',
    async (way) => {
      const before = await pids();
      await onBoth(`SELECT set_config('default_transaction_read_only', 'on', false)`);
      expect(before).not.toContain(await WAYS[way]!(ours, way));
      expect(await timesNoted(way)).toBe(1);
      expect((await pids()).filter((pid) => before.includes(pid))).toEqual([]);
    },
  );

  it('replaces all connections to a lost server after one of them has failed', async () => {
    const before = await pids();
    const ended = ours.query(adHoc('SELECT pg_terminate_backend(pg_backend_pid())'));
    await expect(ended).rejects.toMatchObject({ code: 'database_unavailable' });
    expect((await pids()).filter((pid) => before.includes(pid))).toEqual([]);
  });

  it('does so too after the server ended an idle one', async () => {
    const [first, second] = await pids();
    await database.query('SELECT pg_terminate_backend($1)', [first]);
    const left = async () =>
      (await database.query('SELECT FROM pg_stat_activity WHERE pid = $1', [first])).length;
    while ((await left()) > 0 || pool.counts.idle === 2)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await pids()).not.toContain(second);
  });

  it('has reserved connections that work while all others wait for a lock', async () => {
    const reserved = new Database(pool.reserve(1));
    await database.query('BEGIN');
    await database.query('LOCK TABLE public.note');
    const waiting = [ours.query(NOTE, ['waits']), ours.query(NOTE, ['waits'])];
    expect(await reserved.query(adHoc('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await database.query('ROLLBACK');
    await Promise.all(waiting);
    await reserved.close();
  });
});

describe('An outage', () => {
  let database: TestDatabase;
  let relay: Relay;
  beforeAll(async () => {
    database = await createTestDatabase();
    relay = await Relay.to(database.url);
  });
  afterAll(async () => {
    await relay.shut();
    await database.drop();
  });

  it('is logged once with its reason when it begins, and once with its duration when it ends', async () => {
    const begins = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const ends = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const pool = await openPool({ connection: { connectionString: relay.through }, poolSize: 2 });
    const ours = new Database(pool);
    const ask = () => ours.query(adHoc('SELECT 1')).catch(() => undefined);
    await relay.shut();
    for (let times = 0; times < 5; times += 1) await ask();
    await relay.open();
    const clock = jest.spyOn(performance, 'now');
    await ask();
    const now = performance.now();
    clock.mockReturnValue(now + 1000);
    await ask();
    clock.mockRestore();
    await ask();
    expect(begins.mock.calls).toEqual([
      [expect.stringMatching(/^The database is unavailable: (Connection terminated|connect ECONNREFUSED)/)],
    ]);
    expect(ends.mock.calls).toEqual([
      [expect.stringMatching(/^The database is available again after \d+\.\d s \(.*ECONNREFUSED/)],
    ]);
    jest.restoreAllMocks();
    await pool.end();
  });

  it('ends attempts to connect that hang sooner than usual once a connection broke', async () => {
    const pool = await openPool({ connection: { connectionString: relay.through }, poolSize: 1 });
    const ours = new Database(pool);
    jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const broke = new Promise<void>((resolve) => ours.onSuspicion(resolve));
    relay.change({ lost: 'down' });
    relay.cut();
    await broke;
    const usual = new Client({ connectionString: relay.through, connectionTimeoutMillis: LONGEST_MS });
    const ended = [usual.connect(), ours.query(adHoc('SELECT 1'))].map((attempt, index) =>
      attempt.then(
        () => 'connected',
        () => index,
      ),
    );
    expect(await Promise.race(ended)).toBe(1);
    relay.change();
    expect(await ours.query(adHoc('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await ended[0];
    jest.restoreAllMocks();
    await pool.end();
  });

  it('by a standby or a read-only server is the reason in the error of a failing start', async () => {
    await database.query(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET default_transaction_read_only = on`,
    );
    const start = openPool(
      { connection: { connectionString: database.url }, poolSize: 1 },
      { attempts: 2, pauseMs: 1 },
    );
    await expect(start).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('SQLSTATE 25006: the server accepts no writes'),
      remedy: expect.stringContaining('the address of the primary'),
    });
  });
});
