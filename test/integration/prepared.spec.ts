import { Database } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { Statement } from '../../src/platform/database/statement.js';
import { adHoc } from '../support/ad-hoc.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('A prepared statement', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await openPool({ connection: { connectionString: database.url }, poolSize: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const twice = Statement.inline('twice', 'SELECT $1::integer * 2 AS value');
  const known = (ours: Database) =>
    ours.query<{ name: string }>(adHoc('SELECT name FROM pg_prepared_statements WHERE name = $1'), [
      twice.preparedName,
    ]);

  const alone = (ours: Database, value: number) => ours.queryPrepared(twice, [value]);
  const inTransaction = (ours: Database, value: number) =>
    ours.transaction((tx) => tx.queryPrepared(twice, [value]));

  it.each([
    ['alone', alone],
    ['in a transaction', inTransaction],
  ])('is planned once per connection: %s', async (_where, run) => {
    const ours = new Database(pool);
    await run(ours, 1);
    expect(await run(ours, 2)).toEqual([{ value: 4 }]);
    expect(await known(ours)).toHaveLength(1);
  });

  // The effect of a proxy that pools transactions, between two statements.
  it.each([
    ['DEALLOCATE ALL', 'alone', alone],
    ['DISCARD ALL', 'alone', alone],
    ['DISCARD ALL', 'in a transaction', inTransaction],
  ])('is sent as an ordinary statement after %s: %s', async (forgets, _where, run) => {
    const ours = new Database(pool);
    await run(ours, 1);
    await ours.query(adHoc(forgets));
    expect(await run(ours, 2)).toEqual([{ value: 4 }]);
    expect(await run(ours, 3)).toEqual([{ value: 6 }]);
    expect(await known(ours)).toEqual([]);
  });
});
