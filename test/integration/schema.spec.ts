import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../src/platform/database/database.js';
import { MIGRATION_FILES } from '../../src/platform/database/migrations.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { adHoc } from '../support/ad-hoc.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Relay } from '../support/relay.js';
import { dumpSchema } from '../support/schema-dump.js';

const DUMP = join(import.meta.dirname, '../../docs/schema.txt');

const open = (database: TestDatabase) =>
  openPool({ connection: { connectionString: database.url }, poolSize: 2 });

describe('The schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('equals docs/schema.txt (UPDATE_DOCS=1 rewrites it)', async () => {
    const dump = await dumpSchema(database);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DUMP, dump);
    expect(readFileSync(DUMP, 'utf8')).toBe(dump);
  });

  it('has no index on the hot table over a column that changes with each heartbeat', async () => {
    const changing = [
      'last_heartbeat',
      'lease_renewed_at',
      'heartbeat_count',
      'current_job_count',
      'available_capacity',
      'cpu_usage',
      'memory_usage',
      'message',
      'error_count',
      'event_loop_lag_ms',
    ];
    const indexes = await database.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'worker_registration' AND tablename = 'worker_state'`,
    );
    expect(indexes.length).toBeGreaterThan(0);
    expect(indexes.filter(({ indexdef }) => changing.some((column) => indexdef.includes(column)))).toEqual(
      [],
    );
  });

  it('is created once by five instances that start at once on an empty database', async () => {
    const empty = await createTestDatabase({ template: 'template0' });
    const pools = await Promise.all([1, 2, 3, 4, 5].map(() => open(empty)));
    const migrations = await empty.query('SELECT file FROM worker_registration.migration');
    const dump = await dumpSchema(empty);
    await Promise.all(pools.map((pool) => pool.end()));
    await empty.drop();
    expect(migrations).toEqual(MIGRATION_FILES.map((file) => ({ file })));
    expect(dump).toBe(readFileSync(DUMP, 'utf8'));
  });

  it('is created without trigram search if pg_trgm is unavailable', async () => {
    const empty = await createTestDatabase({ template: 'template0' });
    // A role that may not create extensions gets the same refusal as on a server without the package.
    await empty.query(`CREATE SCHEMA worker_registration`);
    await empty.query(`CREATE TYPE worker_registration.gtrgm AS ENUM ()`);
    const pool = await open(empty);
    const [index] = await empty.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE indexname = 'worker_search'`,
    );
    await pool.end();
    await empty.drop();
    expect(index!.indexdef).toContain('USING btree (search_text)');
  });
});

describe('Every session', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await open(database);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is limited, both the first of the pool and the next', async () => {
    const bounds = () =>
      new Database(pool).query<{ name: string; setting: string }>(
        adHoc(
          `SELECT name, setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
        ),
      );
    for (const settings of await Promise.all([bounds(), bounds()])) {
      expect(settings).toEqual([
        { name: 'idle_in_transaction_session_timeout', setting: '5000' },
        { name: 'lock_timeout', setting: '3000' },
        { name: 'statement_timeout', setting: '10000' },
      ]);
    }
  });

  it('is closed when a transaction exceeds its deadline, and the pool continues', async () => {
    const ours = new Database(pool, { transactionMs: 100 });
    const endless = ours.transaction(async (tx) => tx.query(adHoc('SELECT pg_sleep(5)')));
    await expect(endless).rejects.toMatchObject({ code: 'database_busy' });
    expect(await ours.query(adHoc('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    const running = () =>
      database.query(`SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(5)'`);
    while ((await running()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is abandoned when it no longer responds, and the pool continues', async () => {
    const relay = await Relay.to(database.url);
    const pool = await openPool({ connection: { connectionString: relay.through }, poolSize: 1 });
    const ours = new Database(pool, { answerMs: 1000 });
    relay.forget();
    await expect(ours.query(adHoc('SELECT 1 AS one'))).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    expect(await ours.query(adHoc('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await pool.end();
    await relay.shut();
  });

  it('waits for a lock for a limited time, and then reports that the record is busy', async () => {
    const ours = new Database(pool);
    await database.query('BEGIN');
    await database.query('LOCK TABLE worker_registration.worker');
    const waiting = ours.transaction(async (tx) => {
      await tx.query(adHoc(`SET LOCAL lock_timeout = '50ms'`));
      return tx.query(adHoc('SELECT 1 FROM worker_registration.worker'));
    });
    await expect(waiting).rejects.toMatchObject({ code: 'database_busy' });
    await database.query('ROLLBACK');
  });
});
