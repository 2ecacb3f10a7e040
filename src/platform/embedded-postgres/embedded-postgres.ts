import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../errors/start-error.js';
import { findBinaries, type Binaries } from './binaries.js';
import { DATABASE, prepareCluster } from './cluster.js';
import { explainOutput, explainSystemError, openDataFolder, type DataFolder } from './data-folder.js';
import { findFreePort } from './free-port.js';
import { endOrphans } from './orphans.js';
import { reachableBinaries } from './reachable-binaries.js';
import { ServerLog } from './server-log.js';
import { ServerDidNotStart, ServerProcess, type ServerPlan } from './server-process.js';
import { findServerUser } from './server-user.js';
import { takeStartLock } from './start-lock.js';
import { Supervisor } from './supervisor.js';

/**
 * A PostgreSQL that belongs to this process. If it dies before `stop()`, it is started again at the same URL.
 */
export interface EmbeddedPostgres {
  /** postgres://… of the database `worker_registration`, including the password. */
  readonly url: string;
  /** Process id of the running server, or of the last one while the next is being started. */
  readonly pid: number;
  /** Fast shutdown, awaited; idempotent, and safe if the server is already dead. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** e.g. `./data`; created if missing. The cluster is in `<dataDir>/postgres`. */
  dataDir: string;
  /** Receives progress messages for a person, without secrets. */
  log: (line: string) => void;
  /** Extra PostgreSQL settings, e.g. `{fsync: 'off'}` in tests; they override the built-in ones. */
  settings?: Record<string, string>;
}

const START_ATTEMPTS = 10;
const RETRY_MS = 200;

/**
 * Starts the PostgreSQL that npm installed, on 127.0.0.1 and a free port. The first start creates the
 * database; later ones find it unchanged, even after a crash of the service, the server or the machine.
 *
 * @throws StartError if a person has to act: no binaries, another process on the folder, an unusable folder
 * or database
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const folder = await openDataFolder(options.dataDir);
  const release: (() => Promise<void>)[] = [];
  const releaseAll = async (): Promise<void> => {
    for (const step of release.splice(0).toReversed()) await step();
  };
  try {
    const lock = await takeStartLock(folder);
    release.push(() => lock.release());
    const log = await ServerLog.open(join(folder.path, 'postgres.log'));
    release.push(() => log.close());

    const { plan, password } = await prepare(binaries, folder, options, log);
    const { server, port } = await startOnFreePort(folder, plan);
    const startAgain = async (signal: AbortSignal): Promise<ServerProcess> => {
      await endOrphans(folder);
      return startServer(folder, { ...plan, port }, signal);
    };
    const supervisor = new Supervisor(server, startAgain, options.log);
    release.push(() => supervisor.stop());
    let stopping: Promise<void> | undefined;
    return {
      url: `postgres://${DATABASE}:${password}@127.0.0.1:${port}/${DATABASE}`,
      get pid() {
        return supervisor.pid;
      },
      stop: () => (stopping ??= releaseAll()),
    };
  } catch (error) {
    await releaseAll();
    throw explainSystemError(options.dataDir, error);
  }
}

type Plan = Omit<ServerPlan, 'port'>;

async function prepare(
  found: Binaries,
  folder: DataFolder,
  options: EmbeddedPostgresOptions,
  log: ServerLog,
): Promise<{ plan: Plan; password: string }> {
  const user = await findServerUser(folder.clusterDir);
  const binaries = user ? await reachableBinaries(found) : found;

  const orphan = await endOrphans(folder);
  if (orphan !== undefined)
    options.log(`Stopped a PostgreSQL that an earlier run left behind (pid ${orphan})`);

  const settings = options.settings ?? {};
  const durable = settings['fsync'] !== 'off';
  const password = await prepareCluster({ folder, binaries, user, durable, log: options.log });
  const how = { dir: folder.clusterDir, user, identity: folder.identity };
  return { plan: { postgres: binaries.postgres, how, settings, log }, password };
}

async function startOnFreePort(
  folder: DataFolder,
  plan: Plan,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    try {
      return { server: await startServer(folder, { ...plan, port }), port };
    } catch (error) {
      const output =
        error instanceof StartError && error.cause instanceof ServerDidNotStart ? error.cause.message : '';
      // Another process took the port meanwhile, or the memory of a killed server is not released yet.
      const passing = /Address already in use|shared memory block .* is still in use/.test(output);
      if (!passing || attempt === START_ATTEMPTS) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function startServer(
  folder: DataFolder,
  plan: ServerPlan,
  signal?: AbortSignal,
): Promise<ServerProcess> {
  try {
    return await ServerProcess.start(plan, signal);
  } catch (error) {
    if (!(error instanceof ServerDidNotStart)) throw error;
    throw await explainOutput(folder, 'PostgreSQL does not start', error.message, error);
  }
}
