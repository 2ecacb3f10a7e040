import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { StartError } from '../errors/start-error.js';
import { ConnectionPool } from './connection-pool.js';
import { isReadOnly, isUnavailable, reasonOf } from './database-errors.js';
import { migrate, requireMigrated } from './migrate.js';
import type { ConnectionOptions } from './pool-options.js';
import { addressOf } from './postgres-server.js';
import { requireRights } from './require-rights.js';

/** How long a start waits for a database that is starting too. */
interface Patience {
  readonly attempts: number;
  readonly pauseMs: number;
}

const HALF_A_MINUTE: Patience = { attempts: 30, pauseMs: 1000 };

const OLDEST_VERSION = 150_000;

/**
 * Connects and migrates. Waits half a minute for a database that does not answer, or does not accept writes,
 * yet.
 * @throws StartError if it cannot be used, is older than PostgreSQL 15 or refuses the login
 */
export async function openPool(
  options: ConnectionOptions,
  patience: Patience = HALF_A_MINUTE,
): Promise<ConnectionPool> {
  const pool = new ConnectionPool(options);
  try {
    const client = await firstConnection(pool, addressOf(options.connection), patience);
    try {
      await requireVersion(client);
      // Before the tables are read: a role without the rights gets a message that names them.
      await requireRights(client, pool.schema);
      await (options.migrate === false ? requireMigrated : migrate)(client, pool.schema);
    } finally {
      client.release();
    }
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function firstConnection(
  pool: ConnectionPool,
  address: string,
  { attempts, pauseMs }: Patience,
): Promise<PoolClient> {
  const logger = new Logger('Database');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pool.connect();
    } catch (error) {
      if (attempt === attempts || !mayPass(error)) throw cannotConnect(address, error);
      if (attempt === 1) logger.warn(`Waiting for ${address}: ${reasonOf(error)}`);
      await pause(pauseMs);
    }
  }
}

/** A server that is starting, or a fail-over in progress; not a wrong password or database. */
function mayPass(error: unknown): boolean {
  const refused = /^(28|3D)/.test(String((error as { code?: string }).code));
  return isUnavailable(error) && !refused;
}

/** Error for a server that cannot be reached, or refuses the login. */
export function cannotConnect(address: string, error: unknown): StartError {
  return new StartError(
    `PostgreSQL at ${address} cannot be used: ${reasonOf(error)}`,
    isReadOnly(error)
      ? 'Set database.url (WORKER_REGISTRATION_DATABASE_URL) to the address of the primary, or make that server accept writes.'
      : 'Check database.url (WORKER_REGISTRATION_DATABASE_URL): the server, the database, the user and the password.',
    { cause: error },
  );
}

async function requireVersion(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ number: string; version: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version`,
  );
  const [row] = rows;
  if (row !== undefined && Number(row.number) < OLDEST_VERSION) {
    throw new StartError(`The server runs PostgreSQL ${row.version}.`, 'Use PostgreSQL 15 or newer.');
  }
}
