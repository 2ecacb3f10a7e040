import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/platform/database/migrate.js';
import { MIGRATION_FILES, readMigration } from '../../src/platform/database/migrations.js';
import { Schema } from '../../src/platform/database/schema.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const FOLDER = join(import.meta.dirname, '../../src/platform/database/migrations');

/** Lines of `<sha256>  <file>`, as `sha256sum -c` reads them. */
const SUMS = join(FOLDER, 'SHA256SUMS');
const recordedSums = () => readFileSync(SUMS, 'utf8').split('\n').filter(Boolean);

describe('The list of migrations', () => {
  it('names every file of the folder, in the order of their numbers', () => {
    expect(MIGRATION_FILES).toEqual(
      readdirSync(FOLDER)
        .filter((name) => name.endsWith('.sql'))
        .sort(),
    );
  });

  it('is append-only: recorded texts never change (UPDATE_DOCS=1 records new files)', () => {
    const known = new Set(recordedSums().map((line) => line.split('  ')[1]));
    const sums = MIGRATION_FILES.map((file) => `${readMigration(file).sha256}  ${file}`);
    if (process.env['UPDATE_DOCS'] === '1') {
      const added = MIGRATION_FILES.flatMap((file, index) => (known.has(file) ? [] : [`${sums[index]}\n`]));
      appendFileSync(SUMS, added.join(''));
    }
    expect(recordedSums()).toEqual(sums);
  });
});

describe('A migration', () => {
  let database: TestDatabase;
  let client: Client;
  beforeEach(async () => {
    database = await createTestDatabase({ template: 'template0' });
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const step = (number: number, sql: string) => ({ file: `${number}.sql`, sha256: `sum of ${sql}`, sql });
  const recorded = () =>
    database.query('SELECT file, sha256 FROM worker_registration.migration ORDER BY file');

  it('runs once, also with a later one', async () => {
    const [first, second] = [step(1, 'CREATE TABLE one ()'), step(2, 'CREATE TABLE two ()')];
    await migrate(client, new Schema(), [first]);
    await migrate(client, new Schema(), [first, second]);
    expect(await recorded()).toEqual([
      { file: '1.sql', sha256: 'sum of CREATE TABLE one ()' },
      { file: '2.sql', sha256: 'sum of CREATE TABLE two ()' },
    ]);
  });

  it('that fails rolls back those before it', async () => {
    await expect(
      migrate(client, new Schema(), [step(1, 'CREATE TABLE one ()'), step(2, 'CREATE nonsense')]),
    ).rejects.toThrow('syntax error');
    expect(await database.query(`SELECT to_regclass('one') AS one`)).toEqual([{ one: null }]);
  });

  it('that ran with another text is refused, and nothing changes', async () => {
    await migrate(client, new Schema(), [step(1, 'CREATE TABLE one ()')]);
    const others = [step(1, 'CREATE TABLE other ()'), step(2, 'CREATE TABLE two ()')];
    await expect(migrate(client, new Schema(), others)).rejects.toThrow(
      'was made by another version of 1.sql',
    );
    expect(await recorded()).toHaveLength(1);
  });

  it('is refused on a schema of a version before 0.1.0, with the statement that drops it', async () => {
    await database.query('CREATE SCHEMA worker_registration');
    await database.query(
      'CREATE TABLE worker_registration.migration (id serial, timestamp bigint, name varchar)',
    );
    await expect(migrate(client, new Schema())).rejects.toMatchObject({
      message: expect.stringContaining('was made by a version before 0.1.0'),
      remedy: expect.stringContaining('DROP SCHEMA worker_registration CASCADE;'),
    });
    expect(await database.query(`SELECT to_regclass('worker_registration.worker') AS made`)).toEqual([
      { made: null },
    ]);
  });
});
