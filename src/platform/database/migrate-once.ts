import { Client } from 'pg';
import { migrate, migrationScript, missingMigrations } from './migrate.js';
import { MIGRATION_FILES, readMigration } from './migrations.js';

/** Brings the schema up to date by a connection of its own. @returns the files that ran */
export function runMigration(url: string): Promise<string[]> {
  return connected(url, async (client) => {
    const files = (await missingMigrations(client)).map(({ file }) => file);
    if (files.length > 0) await migrate(client);
    return files;
  });
}

/** Returns the SQL of what a database lacks; without one, of the whole schema. */
export async function planMigration(url: string | undefined): Promise<string> {
  const all = MIGRATION_FILES.map(readMigration);
  const missing = url === undefined ? all : await connected(url, missingMigrations);
  return missing.length === 0 ? '' : migrationScript(missing, missing.length === all.length);
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'worker-registration migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
