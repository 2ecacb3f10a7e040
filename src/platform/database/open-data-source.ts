import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { StartError } from '../errors/start-error.js';
import { translateDatabaseError } from './database-errors.js';
import { DomainError } from '../errors/domain-error.js';
import { migrate } from './migrate.js';

/** How long a start waits for a database that is coming up beside it. */
const ATTEMPTS = 30;
const PAUSE_MS = 1000;

const OLDEST_VERSION = 150_000;

/**
 * Connects and migrates. Waits half a minute for a database that does not answer yet.
 * @throws StartError where it cannot be reached, is older than PostgreSQL 15 or does not let us in
 */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const logger = new Logger('Database');
  const url = (options as { url?: string }).url ?? '';
  const dataSource = new DataSource(options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dataSource.initialize();
      break;
    } catch (error) {
      if (attempt === ATTEMPTS || !isAway(error)) throw cannotConnect(url, error);
      if (attempt === 1) logger.warn(`${address(url)} does not answer, waiting for it`);
      await pause(PAUSE_MS);
    }
  }
  try {
    await requireVersion(dataSource);
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
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

async function requireVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ number: string; version: string }[]>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version`,
  );
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
