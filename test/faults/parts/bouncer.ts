import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Guard, guardServer } from '../../support/redis-postgres-guard.js';
import { findFreePort } from '../../../src/platform/embedded-postgres/free-port.js';

const PROGRAM = 'pgbouncer';
const FILE = 'pgbouncer.ini';
const PID_FILE = 'pid';

/**
 * A pgbouncer in transaction mode in front of a PostgreSQL: neither named statements nor sessions persist
 * behind it.
 */
export class Bouncer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    private readonly port: number,
    private readonly guard: Guard,
    readonly url: string,
  ) {}

  /** Whether the program is installed (Debian: `apt-get install pgbouncer`). */
  static async isHere(): Promise<boolean> {
    return promisify(execFile)(PROGRAM, ['--version']).then(
      () => true,
      () => false,
    );
  }

  static async before(databaseUrl: string): Promise<Bouncer> {
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    const database = pathname.slice(1);
    const directory = await mkdtemp(join(tmpdir(), 'worker-registration-pgbouncer-'));
    const ownPort = await findFreePort();
    await writeFile(
      join(directory, FILE),
      `[databases]
${database} = host=${hostname} port=${port} dbname=${database} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 200
server_login_retry = 1
query_wait_timeout = 5
`,
    );
    await chmod(directory, 0o755);
    const guard = guardServer({ directory, pidFile: join(directory, PID_FILE), signal: 'KILL' });
    const url = new URL(databaseUrl);
    url.port = String(ownPort);
    const bouncer = new Bouncer(directory, ownPort, guard, url.href);
    await bouncer.start();
    return bouncer;
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const { directory, port } = this;
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const child = spawn(PROGRAM, ['-q', ...user, join(directory, FILE)], { stdio: 'ignore' });
    child.unref();
    this.child = child;
    await writeFile(join(directory, PID_FILE), `${child.pid}\n`);
    while (!(await listens(port))) {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
      await pause(20);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    this.guard.disarm();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((there) => {
    socket.destroy();
    return there as boolean;
  });
}
