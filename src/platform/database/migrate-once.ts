import { Client } from 'pg';
import { migrate, migrationScript, missingMigrations } from './migrate.js';
import { MIGRATION_FILES, readMigration } from './migrations.js';
import { cannotConnect } from './open-pool.js';
import { addressOf } from './postgres-server.js';
import { Schema } from './schema.js';

/** Brings the schema up to date by a connection of its own. @returns the files that ran */
export function runMigration(url: string, schemaName?: string): Promise<string[]> {
  const schema = new Schema(schemaName);
  return connected(url, async (client) => {
    const files = (await missingMigrations(client, schema)).map(({ file }) => file);
    if (files.length > 0) await migrate(client, schema);
    return files;
  });
}

/** Returns the SQL of what a database lacks; without one, of the whole schema. */
export async function planMigration(url: string | undefined, schemaName?: string): Promise<string> {
  const schema = new Schema(schemaName);
  const all = MIGRATION_FILES.map(readMigration);
  const missing =
    url === undefined ? all : await connected(url, (client) => missingMigrations(client, schema));
  return missing.length === 0 ? '' : migrationScript(schema, missing, missing.length === all.length);
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'worker-registration migrate' });
  try {
    await client.connect();
  } catch (error) {
    throw cannotConnect(addressOf({ connectionString: url }), error);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
