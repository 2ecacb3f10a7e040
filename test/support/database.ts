import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openPool } from '../../src/platform/database/open-pool.js';

const TEMPLATE = 'worker_registration_template';

/** A database of one test file, cloned from the migrated template, with a connection to inspect it. */
export interface TestDatabase {
  readonly url: string;
  /** Reads the database, or moves its rows in time. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Migrates one database, once for all test files; each of them clones it. */
export async function prepareTemplateDatabase(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  });
  const pool = await openPool({ connection: { connectionString: urlOf(adminUrl, TEMPLATE) }, poolSize: 2 });
  await pool.end();
}

export async function createTestDatabase({
  template = TEMPLATE,
}: { template?: string } = {}): Promise<TestDatabase> {
  const adminUrl = process.env['TEST_DATABASE_URL']!;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`),
  );
  const url = urlOf(adminUrl, name);
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    url,
    query: async <Row>(sql: string, parameters?: unknown[]) =>
      (await client.query(sql, parameters)).rows as Row[],
    drop: async () => {
      await client.end();
      await asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function asAdmin(url: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
