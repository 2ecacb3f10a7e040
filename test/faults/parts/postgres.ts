import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findBinaries, type Binaries } from '../../../src/platform/embedded-postgres/binaries.js';
import { DATABASE, prepareCluster } from '../../../src/platform/embedded-postgres/cluster.js';
import { openDataFolder, type DataFolder } from '../../../src/platform/embedded-postgres/data-folder.js';
import { findFreePort } from '../../../src/platform/embedded-postgres/free-port.js';
import { endOrphans, findOurs } from '../../../src/platform/embedded-postgres/orphans.js';
import { reachableBinaries } from '../../../src/platform/embedded-postgres/reachable-binaries.js';
import { ServerLog } from '../../../src/platform/embedded-postgres/server-log.js';
import { ServerProcess } from '../../../src/platform/embedded-postgres/server-process.js';
import { findServerUser, type ServerUser } from '../../../src/platform/embedded-postgres/server-user.js';
import { memoryFolder } from '../../support/memory-folder.js';
import { type Guard, guardServer } from '../../support/redis-postgres-guard.js';

/** As in production: an acknowledged commit is durable. Few connections, so that they can be used up. */
const SETTINGS = { fsync: 'on', synchronous_commit: 'on', max_connections: '80', max_wal_size: '64MB' };

const START_ATTEMPTS = 20;
const RETRY_MS = 200;

/** A PostgreSQL that only the test restarts. It keeps its port and its data when it is stopped. */
export class FaultyPostgres {
  private server: ServerProcess | undefined;

  private constructor(
    private readonly binaries: Binaries,
    private readonly user: ServerUser | undefined,
    private readonly folder: DataFolder,
    private readonly password: string,
    private readonly port: number,
    private readonly log: ServerLog,
    private readonly guard: Guard,
    private settings: Record<string, string>,
  ) {}

  /** @param parent where its folder is created: a small disk, for one that should become full */
  static async create(parent = memoryFolder()): Promise<FaultyPostgres> {
    const folder = await makeFolder(parent);
    const user = await findServerUser(folder.clusterDir);
    const found = await findBinaries();
    const binaries = user ? await reachableBinaries(found) : found;
    const password = await prepareCluster({ folder, binaries, user, durable: false, log: () => undefined });
    return FaultyPostgres.in(folder, binaries, user, password, SETTINGS);
  }

  private static async in(
    folder: DataFolder,
    binaries: Binaries,
    user: ServerUser | undefined,
    password: string,
    settings: Record<string, string>,
  ): Promise<FaultyPostgres> {
    const log = await ServerLog.open(join(folder.path, 'postgres.log'));
    const pidFile = join(folder.clusterDir, 'postmaster.pid');
    const guard = guardServer({ directory: folder.path, pidFile, signal: 'QUIT' });
    return new FaultyPostgres(binaries, user, folder, password, await findFreePort(), log, guard, settings);
  }

  get url(): string {
    return `postgres://${DATABASE}:${this.password}@127.0.0.1:${this.port}/${DATABASE}`;
  }

  get running(): boolean {
    return this.server !== undefined;
  }

  /** Recovers from its write-ahead log if it was not shut down. */
  async start(): Promise<void> {
    const { folder, user, port, settings, log } = this;
    const how = { dir: folder.clusterDir, user, identity: folder.identity };
    const plan = { postgres: this.binaries.postgres, how, port, settings, log };
    await endOrphans(folder);
    const server = await patiently(() => ServerProcess.start(plan));
    this.server = server;
    void this.forget(server);
  }

  private async forget(server: ServerProcess): Promise<void> {
    await server.ended;
    if (this.server === server) this.server = undefined;
  }

  /** Like a power failure: nothing is finished, no client is informed. */
  async crash(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    process.kill(server.pid, 'SIGQUIT');
    // A suspended process would not notice.
    await this.signalAll('SIGCONT');
    await server.ended;
  }

  async shutDown(): Promise<void> {
    await this.server?.stop();
  }

  /** Sends SIGSTOP or SIGCONT to all of its processes. */
  async signalAll(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    for (const { pid } of await findOurs(this.folder.identity)) {
      try {
        process.kill(pid, signal);
      } catch {
        // The process of a connection that has just ended is gone.
      }
    }
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.url });
    // A client that watches must tolerate that the server is killed meanwhile.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /**
   * Starts with a streaming replica, to which each commit is sent before it is acknowledged: with an
   * asynchronous one data could be lost.
   */
  async replicate(): Promise<FaultyPostgres> {
    // The replica must find our settings in its copy, not those of initdb.
    await this.start();
    await this.shutDown();
    const folder = await makeFolder(memoryFolder());
    await promisify(execFile)('cp', ['-a', this.folder.clusterDir, folder.path]);
    const replica = await FaultyPostgres.in(folder, this.binaries, this.user, this.password, SETTINGS);
    await replica.becomeStandbyOf(this);
    this.settings = { ...SETTINGS, synchronous_standby_names: '*' };
    await this.start();
    await replica.start();
    return replica;
  }

  /** Streams from the other one after its next start, until it is promoted. */
  async becomeStandbyOf({ port, password }: FaultyPostgres): Promise<void> {
    const mark = join(this.folder.clusterDir, 'standby.signal');
    await writeFile(mark, '');
    if (this.user) await chown(mark, this.user.uid, this.user.gid);
    const source = `host=127.0.0.1 port=${port} user=${DATABASE} password=${password}`;
    this.settings = { ...SETTINGS, primary_conninfo: source, hot_standby: 'on' };
  }

  /** Runs alone after its next start, like a server without a standby. */
  async becomePrimary(): Promise<void> {
    await rm(join(this.folder.clusterDir, 'standby.signal'), { force: true });
    this.settings = SETTINGS;
  }

  /** Promotes the replica. */
  async promote(): Promise<void> {
    await this.query('SELECT pg_promote()');
  }

  async remove(): Promise<void> {
    await this.crash();
    this.guard.disarm();
    await this.log.close();
    await rm(this.folder.path, { recursive: true, force: true });
  }
}

async function makeFolder(parent: string): Promise<DataFolder> {
  return openDataFolder(await mkdtemp(join(parent, 'worker-registration-faults-')));
}

/** The memory of a killed server is not released at once. */
async function patiently(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await pause(RETRY_MS);
    }
  }
}
