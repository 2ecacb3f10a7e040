import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirArgument, identityArguments, launch, type Launch } from './launch.js';
import type { ServerLog } from './server-log.js';

/** Everything that a start of the server needs; the same after a crash. */
export interface ServerPlan {
  readonly postgres: string;
  readonly how: Launch;
  readonly port: number;
  readonly settings: Record<string, string>;
  readonly log: ServerLog;
}

/** Thrown when the server ended before it accepted connections; the message is its log output. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
}

const READY_POLL_MS = 20;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** One run of the server, from accepting connections to its end. */
export class ServerProcess {
  /** Settles with the reason when the server has ended, whatever ended it. */
  readonly ended: Promise<string>;
  private running = true;

  private constructor(
    readonly pid: number,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.running = false;
        resolve(signal ? `signal ${signal}` : `exit code ${code}`);
      });
    });
  }

  /**
   * Starts the server and waits until it accepts connections. After a crash it first recovers from its
   * write-ahead log; there is no time limit as long as it is alive.
   *
   * @param signal aborts the start: the server is stopped again
   * @throws ServerDidNotStart
   */
  static async start(plan: ServerPlan, signal?: AbortSignal): Promise<ServerProcess> {
    const logStart = await plan.log.size();
    const args = ['-D', dataDirArgument(plan.how), ...identityArguments(plan.how), ...settingArguments(plan)];
    const child = launch(plan.postgres, args, plan.how, ['ignore', plan.log.fd, plan.log.fd]);
    if (child.pid === undefined) {
      const [error] = (await once(child, 'error')) as [Error];
      throw error;
    }
    const server = new ServerProcess(child.pid, child);
    while (server.running && !(await server.isReady(plan.how.dir))) {
      if (signal?.aborted) await server.stop();
      else await sleep(READY_POLL_MS);
    }
    if (!server.running) throw new ServerDidNotStart(await plan.log.textFrom(logStart));
    // The service decides how long it lives; its database must not keep it alive.
    child.unref();
    return server;
  }

  /**
   * Fast shutdown: open transactions are rolled back, data is written. Returns at once if the server has
   * already ended.
   */
  async stop(): Promise<void> {
    this.child.ref();
    for (const [signal, patience] of [
      ['SIGINT', FAST_SHUTDOWN_MS],
      ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
      ['SIGKILL', Infinity],
    ] as const) {
      if (!this.running) return;
      this.child.kill(signal);
      await this.endsWithin(patience);
    }
  }

  /** For the very end of the service, when nothing can be awaited any longer. */
  askToStop(): void {
    if (this.running) this.child.kill('SIGINT');
  }

  private async endsWithin(ms: number): Promise<void> {
    if (ms === Infinity) {
      await this.ended;
      return;
    }
    const patience = new AbortController();
    const timeout = sleep(ms, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.ended, timeout]);
    patience.abort();
  }

  /** The eighth line of postmaster.pid says so; pg_ctl uses it, too. */
  private async isReady(dir: string): Promise<boolean> {
    const text = await readFile(join(dir, 'postmaster.pid'), 'utf8').catch(() => '');
    const lines = text.split('\n');
    return Number(lines[0]) === this.pid && lines[7]?.trim() === 'ready';
  }
}

function settingArguments({ port, settings }: ServerPlan): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
