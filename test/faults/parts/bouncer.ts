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

/** A pgbouncer in transaction mode in front of a PostgreSQL: neither named statements nor sessions last behind it. */
export class Bouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly guard: Guard,
    readonly url: string,
  ) {}

  /** Whether the program is installed here (Debian: `apt-get install pgbouncer`). */
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
    const file = join(directory, 'pgbouncer.ini');
    await writeFile(
      file,
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
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const child = spawn(PROGRAM, ['-q', ...user, file], { stdio: 'ignore' });
    child.unref();
    const pidFile = join(directory, 'pid');
    await writeFile(pidFile, `${child.pid}\n`);
    const guard = guardServer({ directory, pidFile, signal: 'KILL' });
    const url = new URL(databaseUrl);
    url.port = String(ownPort);
    const bouncer = new Bouncer(child, directory, guard, url.href);
    while (!(await listens(ownPort))) {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
      await pause(20);
    }
    return bouncer;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
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
