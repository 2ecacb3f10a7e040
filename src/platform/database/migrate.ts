import { escapeIdentifier, type ClientBase } from 'pg';
import { StartError } from '../errors/start-error.js';
import { isForbidden, isUnavailable, reasonOf } from './database-errors.js';
import { MIGRATION_FILES, readMigration, type Migration } from './migrations.js';
import type { Schema } from './schema.js';

/** One number for all instances: the one that holds the lock migrates; the others wait and then find nothing to do. */
const MIGRATION_LOCK = 7_734_291_001;

/** A migration may take longer than a request; a wait for another instance's migration as well. */
const UNBOUNDED = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/** What is there, without any right to it: who connects, and how far the schema is made. */
const LOOK = `
  SELECT current_user AS role, current_database() AS database,
    EXISTS (SELECT FROM pg_namespace WHERE nspname = 'worker_registration') AS has_schema,
    found.oid IS NOT NULL AS has_table,
    found.oid IS NOT NULL AND NOT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = found.oid AND attname = 'sha256'
    ) AS is_older
  FROM (VALUES (1)) AS one
  LEFT JOIN (
    SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'worker_registration' AND c.relname = 'migration'
  ) AS found ON true`;

const CREATE_SCHEMA = 'CREATE SCHEMA worker_registration';

/** IF NOT EXISTS would require the right to create schemas even where an administrator has made it. */
const CREATE_MISSING_SCHEMA = `DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'worker_registration') THEN
    ${CREATE_SCHEMA};
  END IF;
END $$`;

const CREATE_TABLE = `
  CREATE TABLE worker_registration.migration (
    file       text COLLATE "C" PRIMARY KEY,
    sha256     text NOT NULL, -- of the text that ran
    applied_at timestamptz NOT NULL DEFAULT now()
  )`;

const READ = 'SELECT file, sha256 FROM worker_registration.migration';
const RECORD = 'INSERT INTO worker_registration.migration (file, sha256) VALUES ($1, $2)';

const DROP = 'If its records may be lost, drop it and start again: DROP SCHEMA worker_registration CASCADE;';

interface Found {
  readonly role: string;
  readonly database: string;
  readonly has_schema: boolean;
  readonly has_table: boolean;
  /** Whether a version before 0.1.0 made it. */
  readonly is_older: boolean;
}

/**
 * Brings the schema up to date, all or nothing, safe when several instances start at once. Changes nothing, and needs no right
 * to change anything, where nothing is missing. Everything happens in one transaction under a transaction-level lock,
 * so that it works through a transaction-pooling proxy too and a killed instance leaves no lock behind.
 *
 * @throws StartError where the role may not make what is missing, a migration fails, or another schema is there
 */
export async function migrate(
  client: ClientBase,
  schema: Schema,
  migrations: readonly Migration[] = MIGRATION_FILES.map(readMigration),
): Promise<void> {
  const found = await look(client, schema);
  try {
    if ((await pending(client, schema, found, migrations)).length === 0) return;
    await client.query('BEGIN');
    try {
      await runPending(client, schema, migrations);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw isForbidden(error) ? mayNot(schema, found, error) : error;
  }
}

/**
 * Changes nothing, and refuses a schema that is not up to date.
 * @throws StartError that names what is missing
 */
export async function requireMigrated(client: ClientBase, schema: Schema): Promise<void> {
  const missing = await missingMigrations(client, schema);
  if (missing.length === 0) return;
  throw new StartError(
    `The schema ${schema.name} lacks ${missing.map(({ file }) => file).join(', ')}, and database.migrate is false.`,
    'Run worker-registration migrate with a role that may change the schema.',
  );
}

/** Returns the migrations that have not run. @throws StartError where another schema is there */
export async function missingMigrations(client: ClientBase, schema: Schema): Promise<Migration[]> {
  const found = await look(client, schema);
  try {
    return await pending(client, schema, found, MIGRATION_FILES.map(readMigration));
  } catch (error) {
    throw isForbidden(error) ? mayNot(schema, found, error) : error;
  }
}

/**
 * Returns migrations as one script, which does what {@link migrate} does.
 * @param isNew whether the schema does not exist yet
 */
export function migrationScript(schema: Schema, migrations: readonly Migration[], isNew: boolean): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const steps = migrations.map(
    ({ file, sha256, sql }) =>
      `-- ${file}\n${sql.trim()}\nINSERT INTO worker_registration.migration (file, sha256) VALUES (${quoted(file)}, ${quoted(sha256)});\n`,
  );
  const making = isNew ? [`${CREATE_MISSING_SCHEMA};\n${CREATE_TABLE.trim()};\n`] : [];
  return schema.in(['BEGIN;\n', ...making, ...steps, 'COMMIT;\n'].join('\n'));
}

async function look(client: ClientBase, schema: Schema): Promise<Found> {
  return (await client.query<Found>(schema.in(LOOK))).rows[0]!;
}

/** @throws StartError where the schema was made by other migrations */
async function pending(
  client: ClientBase,
  schema: Schema,
  { database, has_table: hasTable, is_older: isOlder }: Found,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  if (isOlder)
    throw new StartError(
      `The schema ${schema.name} in the database ${database} was made by a version before 0.1.0, which cannot be upgraded.`,
      schema.in(DROP),
    );
  const rows = hasTable ? (await client.query<Pick<Migration, 'file' | 'sha256'>>(schema.in(READ))).rows : [];
  const done = new Map(rows.map(({ file, sha256 }) => [file, sha256]));
  for (const { file, sha256 } of migrations) {
    if ((done.get(file) ?? sha256) !== sha256)
      throw new StartError(
        `The schema ${schema.name} in the database ${database} was made by another version of ${file}.`,
        `Start the version of the service that made it. ${schema.in(DROP)}`,
      );
  }
  return migrations.filter(({ file }) => !done.has(file));
}

async function runPending(
  client: ClientBase,
  schema: Schema,
  migrations: readonly Migration[],
): Promise<void> {
  await client.query(UNBOUNDED);
  // transaction_timeout came with PostgreSQL 17.
  await client.query(
    `SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'`,
  );
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  // Another instance may have made it meanwhile.
  const found = await look(client, schema);
  if (!found.has_schema) await client.query(schema.in(CREATE_SCHEMA));
  if (!found.has_table) await client.query(schema.in(CREATE_TABLE));
  for (const { file, sha256, sql } of await pending(client, schema, found, migrations)) {
    try {
      await client.query(schema.in(sql));
    } catch (error) {
      throw isForbidden(error) || isUnavailable(error) ? error : failed(file, error);
    }
    await client.query(schema.in(RECORD), [file, sha256]);
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
function mayNot(
  schema: Schema,
  { role, database, has_schema: hasSchema }: Found,
  error: unknown,
): StartError {
  const name = escapeIdentifier(role);
  if (!hasSchema) {
    return new StartError(
      `The role ${role} may not create the schema ${schema.name} in the database ${database}: ${reasonOf(error)}.`,
      schema.in(
        `Run as an administrator of that database: CREATE SCHEMA worker_registration AUTHORIZATION ${name};`,
      ),
      { cause: error },
    );
  }
  return new StartError(
    `The role ${role} may not bring the schema ${schema.name} up to date: ${reasonOf(error)}.`,
    schema.in(
      `Start once with the role that owns the schema and its tables, or run as an administrator: ALTER SCHEMA worker_registration OWNER TO ${name};`,
    ),
    { cause: error },
  );
}
