import { escapeIdentifier, type ClientBase } from 'pg';
import { StartError } from '../errors/start-error.js';
import { isForbidden, isUnavailable, reasonOf } from './database-errors.js';
import { MIGRATION_FILES, readMigration, type Migration } from './migrations.js';

/** One number for all instances: the one that holds the lock migrates; the others wait and then find nothing to do. */
const MIGRATION_LOCK = 7_734_291_001;

/** A migration may take longer than a request; a wait for another instance's migration as well. */
const UNBOUNDED = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/** What is there, without any right to it: who connects, and how far the schema is made. */
const LOOK = `
  SELECT current_user AS role, current_database() AS database,
    EXISTS (SELECT FROM pg_namespace WHERE nspname = 'worker_registration') AS has_schema,
    EXISTS (
      SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = 'worker_registration' AND c.relname = 'migration'
    ) AS has_table`;

const CREATE_SCHEMA = 'CREATE SCHEMA worker_registration';

/** The constraint has the name that the first databases were given. */
const CREATE_TABLE = `
  CREATE TABLE worker_registration.migration (
    id serial,
    timestamp bigint NOT NULL,
    name varchar NOT NULL,
    CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY (id)
  )`;

const READ = 'SELECT name FROM worker_registration.migration';
const RECORD = 'INSERT INTO worker_registration.migration (timestamp, name) VALUES ($1, $2)';

interface Found {
  readonly role: string;
  readonly database: string;
  readonly has_schema: boolean;
  readonly has_table: boolean;
}

/**
 * Brings the schema up to date, all or nothing, safe when several instances start at once. Changes nothing, and needs no right
 * to change anything, where nothing is missing. Everything happens in one transaction under a transaction-level lock,
 * so that it works through a transaction-pooling proxy too and a killed instance leaves no lock behind.
 *
 * @throws StartError where the role may not make what is missing, or a migration fails
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[] = MIGRATION_FILES.map(readMigration),
): Promise<void> {
  const found = await look(client);
  try {
    if ((await pending(client, found, migrations)).length === 0) return;
    await client.query('BEGIN');
    try {
      await runPending(client, migrations);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw isForbidden(error) ? mayNot(found, error) : error;
  }
}

async function look(client: ClientBase): Promise<Found> {
  return (await client.query<Found>(LOOK)).rows[0]!;
}

async function pending(
  client: ClientBase,
  { has_table: hasTable }: Found,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const rows = hasTable ? (await client.query<{ name: string }>(READ)).rows : [];
  const done = new Set(rows.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function runPending(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query(UNBOUNDED);
  // transaction_timeout came with PostgreSQL 17.
  await client.query(
    `SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'`,
  );
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  // Another instance may have made it meanwhile.
  const found = await look(client);
  if (!found.has_schema) await client.query(CREATE_SCHEMA);
  if (!found.has_table) await client.query(CREATE_TABLE);
  for (const { file, name, timestamp, sql } of await pending(client, found, migrations)) {
    try {
      await client.query(sql);
    } catch (error) {
      throw isForbidden(error) || isUnavailable(error) ? error : failed(file, error);
    }
    await client.query(RECORD, [timestamp, name]);
  }
}

function failed(file: string, error: unknown): StartError {
  return new StartError(
    `Migration ${file} failed, and the database is as it was before: ${reasonOf(error)}.`,
    'Remove what stands in its way. Until then the previous version of the service works on this database.',
    { cause: error },
  );
}

/** What a role may not do, and the statements by which an administrator lets it. */
function mayNot({ role, database, has_schema: hasSchema }: Found, error: unknown): StartError {
  const name = escapeIdentifier(role);
  if (!hasSchema) {
    return new StartError(
      `The role ${role} may not create the schema worker_registration in the database ${database}: ${reasonOf(error)}.`,
      `Run as an administrator of that database: CREATE SCHEMA worker_registration AUTHORIZATION ${name};`,
      { cause: error },
    );
  }
  return new StartError(
    `The role ${role} may not bring the schema worker_registration up to date: ${reasonOf(error)}.`,
    `Start once with the role that owns the schema and its tables, or run as an administrator: ALTER SCHEMA worker_registration OWNER TO ${name};`,
    { cause: error },
  );
}
