import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { StartError } from '../../src/platform/errors/start-error.js';
import { memoryFolder } from './memory-folder.js';
import { guardServer } from './redis-postgres-guard.js';

/** A PostgreSQL in which the tests may create and drop databases. */
export interface TestPostgres {
  /** Connects as an administrator. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Nothing here has to survive a crash, every test file has a pool, and deadlocks should not last for a
 * second.
 */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  deadlock_timeout: '20ms',
  max_wal_size: '128MB',
};

/**
 * The server named by TEST_DATABASE_URL, left running afterwards; otherwise a new one in a temporary folder.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };

  const directory = await mkdtemp(join(memoryFolder(), 'worker-registration-postgres-'));
  // QUIT is PostgreSQL's immediate shutdown: unlike KILL, it also ends its child processes and removes shared
  // memory.
  const pidFile = join(directory, 'postgres', 'postmaster.pid');
  const guard = guardServer({ directory, pidFile, signal: 'QUIT' });
  const clean = async () => {
    guard.disarm();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const server = await startEmbeddedPostgres({
      dataDir: directory,
      log: () => undefined,
      settings: SETTINGS,
    });
    const stop = async () => {
      await server.stop();
      await clean();
    };
    await weakenPassword(server.url);
    return { url: server.url, stop };
  } catch (error) {
    await clean();
    throw explain(error);
  }
}

/** A test run connects thousands of times, each with 4096 rounds of a hash unless the password was stored with fewer. */
async function weakenPassword(url: string): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query('SET scram_iterations = 1');
  await admin.query(`ALTER ROLE CURRENT_USER PASSWORD ${admin.escapeLiteral(admin.password!)}`);
  await admin.end();
}

function explain(error: unknown): unknown {
  if (!(error instanceof StartError)) return error;
  const remedy = 'Or set TEST_DATABASE_URL to a server in which the tests may create databases.';
  return new Error(`PostgreSQL for the tests: ${error.message}\n${error.remedy} ${remedy}`, { cause: error });
}
