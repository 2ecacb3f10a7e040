import { Database } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { adHoc } from '../support/ad-hoc.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('A snapshot', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  let ours: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('CREATE TABLE public.figure AS SELECT 1 AS value');
    pool = await openPool({ connection: { connectionString: database.url }, poolSize: 1 });
    ours = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('sees the same data in each of its statements', async () => {
    const read = await ours.snapshot(async (tx) => {
      const before = await tx.query(adHoc('SELECT value FROM public.figure'));
      await database.query('UPDATE public.figure SET value = 2');
      return [...before, ...(await tx.query(adHoc('SELECT value FROM public.figure')))];
    });
    expect(read).toEqual([{ value: 1 }, { value: 1 }]);
  });

  it('cannot write', async () => {
    await expect(
      ours.snapshot((tx) => tx.query(adHoc('UPDATE public.figure SET value = 3'))),
    ).rejects.toThrow('database');
    expect(await database.query('SELECT FROM public.figure WHERE value = 3')).toEqual([]);
  });
});
