import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/platform/database/migrate.js';
import { MIGRATION_FILES, readMigration } from '../../src/platform/database/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const FOLDER = join(import.meta.dirname, '../../src/platform/database/migrations');

describe('The list of migrations', () => {
  it('names every file of the folder, in the order of their numbers', () => {
    expect(MIGRATION_FILES).toEqual(readdirSync(FOLDER).sort());
  });

  it('has each number once', () => {
    const numbers = MIGRATION_FILES.map((file) => readMigration(file).timestamp);
    expect(new Set(numbers).size).toBe(numbers.length);
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

  const step = (number: number, sql: string) => ({
    file: `${number}.sql`,
    name: `Step${number}`,
    timestamp: number,
    sql,
  });
  const recorded = () =>
    database.query('SELECT timestamp, name FROM worker_registration.migration ORDER BY id');

  it('runs once, and a later one beside it', async () => {
    const [first, second] = [step(1, 'CREATE TABLE one ()'), step(2, 'CREATE TABLE two ()')];
    await migrate(client, [first]);
    await migrate(client, [first, second]);
    expect(await recorded()).toEqual([
      { timestamp: '1', name: 'Step1' },
      { timestamp: '2', name: 'Step2' },
    ]);
  });

  it('that fails leaves nothing of those before it', async () => {
    await expect(
      migrate(client, [step(1, 'CREATE TABLE one ()'), step(2, 'CREATE nonsense')]),
    ).rejects.toThrow('syntax error');
    expect(await database.query(`SELECT to_regclass('one') AS one`)).toEqual([{ one: null }]);
  });

  it('is not repeated on a database that TypeORM migrated', async () => {
    await database.query('CREATE SCHEMA worker_registration');
    await database.query(`
      CREATE TABLE worker_registration.migration (
        "id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL,
        CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY ("id"))`);
    const schema = readMigration(MIGRATION_FILES[0]);
    await database.query(
      `INSERT INTO worker_registration.migration (timestamp, name) VALUES (1790000000001, 'Schema1790000000001')`,
    );
    await migrate(client, [{ ...schema, sql: 'CREATE nonsense' }]);
    expect(await recorded()).toEqual([{ timestamp: '1790000000001', name: 'Schema1790000000001' }]);
  });
});
