import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { DomainError } from '../errors/domain-error.js';
import { StartError } from '../errors/start-error.js';
import { translateDatabaseError } from './database-errors.js';
import { migrate } from './migrate.js';
import { poolOptions, type ConnectionOptions } from './pool-options.js';

/** How long a start waits for a database that is coming up beside it. */
const ATTEMPTS = 30;
const PAUSE_MS = 1000;

const OLDEST_VERSION = 150_000;

/**
 * Connects and migrates. Waits half a minute for a database that does not answer yet.
 * @throws StartError where it cannot be reached, is older than PostgreSQL 15 or does not let us in
 */
export async function openPool(options: ConnectionOptions): Promise<Pool> {
  const pool = new Pool(poolOptions(options));
  // An idle connection that breaks leaves the pool by itself; without a listener the error would end the process.
  pool.on('error', () => undefined);
  try {
    const client = await firstConnection(pool, options.url);
    try {
      await requireVersion(client);
      await migrate(client);
    } finally {
      client.release();
    }
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function firstConnection(pool: Pool, url: string): Promise<PoolClient> {
  const logger = new Logger('Database');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pool.connect();
    } catch (error) {
      if (attempt === ATTEMPTS || !isAway(error)) throw cannotConnect(url, error);
      if (attempt === 1) logger.warn(`${address(url)} does not answer, waiting for it`);
      await pause(PAUSE_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  const translated = translateDatabaseError(error);
  const refused = /^(28|3D)/.test(String((error as { code?: string }).code));
  return translated instanceof DomainError && !refused;
}

function cannotConnect(url: string, error: unknown): StartError {
  return new StartError(
    `PostgreSQL at ${address(url)} cannot be used: ${(error as Error).message}`,
    'Check database.url (DATABASE_URL): the server, the database, the user and the password.',
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

/** The server and the database without user and password. */
function address(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the given address';
  }
}
