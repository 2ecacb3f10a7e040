import type { ClientBase } from 'pg';
import { MIGRATION_FILES, readMigration, type Migration } from './migrations.js';

/** One number for all instances: the one that holds the lock migrates; the others wait and then find nothing to do. */
const MIGRATION_LOCK = 7_734_291_001;

/** A migration may take longer than a request; a wait for another instance's migration as well. */
const UNBOUNDED = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/** The constraint has the name that the first databases were given. */
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS worker_registration.migration (
    id serial,
    timestamp bigint NOT NULL,
    name varchar NOT NULL,
    CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY (id)
  )`;

const RECORD = 'INSERT INTO worker_registration.migration (timestamp, name) VALUES ($1, $2)';

/**
 * Brings the schema up to date, all or nothing, safe when several instances start at once.
 * Everything happens in one transaction under a transaction-level lock, so that it works through a
 * transaction-pooling proxy too and a killed instance leaves no lock behind.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[] = MIGRATION_FILES.map(readMigration),
): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(UNBOUNDED);
    // transaction_timeout came with PostgreSQL 17.
    await client.query(
      `SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'`,
    );
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS worker_registration');
    await client.query(CREATE_TABLE);
    const done = await client.query<{ name: string }>('SELECT name FROM worker_registration.migration');
    const names = new Set(done.rows.map(({ name }) => name));
    for (const { name, timestamp, sql } of migrations) {
      if (names.has(name)) continue;
      await client.query(sql);
      await client.query(RECORD, [timestamp, name]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
