import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findRedisBinary, type RedisBinary } from './redis-binary.js';
import { type Guard, guardServer } from './redis-postgres-guard.js';

/** A Redis that the tests may kill, pause and restart. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** The process id, different after each `start`. */
  readonly pid: number;
  /** SIGKILL: connections break, the data is lost. Resolves when the process has ended. */
  kill(): Promise<void>;
  /** Starts again, empty, on the same port. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay open but nothing is answered. */
  pause(): void;
  /** SIGCONT: waiting commands are answered now. */
  resume(): void;
  /** Ends the server for good and removes its folder. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_DEADLINE_MS = 15_000;
const POLL_MS = 10;
const ATTEMPTS = 5;

export interface RedisOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Further arguments, such as those of a cluster node. */
  readonly args?: readonly string[];
  /** Starts a Sentinel instead, with these lines as its configuration. */
  readonly sentinel?: string;
}

/** Starts a Redis without persistence. Resolves when it answers. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const binary = await findRedisBinary();
  for (let attempt = 1; ; attempt += 1) {
    const server = await LocalRedis.create(binary, options.port ?? (await freePort()), options);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      // Another process may have taken the port between finding and using it.
      if (options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

class LocalRedis implements RedisServer {
  readonly url: string;
  private readonly logFile: string;
  private readonly pidFile: string;
  private readonly guard: Guard;
  private child: ChildProcess | undefined;

  private constructor(
    private readonly binary: RedisBinary,
    readonly port: number,
    private readonly directory: string,
    private readonly options: RedisOptions,
  ) {
    this.url = `redis://${HOST}:${port}`;
    this.logFile = join(directory, 'redis.log');
    this.pidFile = join(directory, 'redis.pid');
    this.guard = guardServer({ directory, pidFile: this.pidFile, signal: 'KILL' });
  }

  static async create(binary: RedisBinary, port: number, options: RedisOptions): Promise<LocalRedis> {
    const directory = await mkdtemp(join(tmpdir(), 'worker-registration-redis-'));
    return new LocalRedis(binary, port, directory, options);
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('This Redis is not running.');
    return this.child.pid;
  }

  async start(): Promise<void> {
    if (this.child) throw new Error('This Redis is already running.');
    const child = this.spawn();
    this.child = child;
    child.once('exit', () => this.forget(child));
    child.once('error', () => this.forget(child));
    const deadline = Date.now() + START_DEADLINE_MS;
    while ((await answeringProcess(this.port)) !== child.pid) {
      if (this.child !== child || Date.now() > deadline) {
        throw new Error(`Redis did not start on port ${this.port}:\n${await this.log()}`);
      }
      await delay(POLL_MS);
    }
  }

  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    this.guard.disarm();
    await rm(this.directory, { recursive: true, force: true });
  }

  private spawn(): ChildProcess {
    const log = openSync(this.logFile, 'a');
    const child = spawn(this.binary.command, this.arguments(), {
      env: this.binary.env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    if (child.pid !== undefined) writeFileSync(this.pidFile, `${child.pid}\n`);
    // Tests that forget to stop it still end; the guard stops it then.
    child.unref();
    return child;
  }

  private arguments(): string[] {
    const { args = [], sentinel } = this.options;
    const place = ['--port', `${this.port}`, '--bind', HOST, '--dir', this.directory];
    if (sentinel === undefined) return [...place, '--save', '', '--appendonly', 'no', ...args];
    // A Sentinel writes its state into its configuration.
    const file = join(this.directory, 'sentinel.conf');
    if (!existsSync(file)) writeFileSync(file, `${sentinel}\n`);
    return [file, '--sentinel', ...place, ...args];
  }

  private forget(child: ChildProcess): void {
    if (this.child !== child) return;
    this.child = undefined;
    rmSync(this.pidFile, { force: true });
  }

  private async log(): Promise<string> {
    return readFile(this.logFile, 'utf8').catch(() => '(no log)');
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/**
 * The process id that the server on `port` reports: an answer alone may come from another server on that
 * port.
 */
async function answeringProcess(port: number): Promise<number | undefined> {
  const socket = connect({ host: HOST, port, timeout: 1_000 });
  return new Promise((resolve) => {
    let reply = '';
    const settle = (pid?: number) => {
      socket.destroy();
      resolve(pid);
    };
    socket.once('connect', () => socket.write('INFO server\r\n'));
    socket.on('data', (data) => {
      reply += data.toString();
      const pid = /process_id:(\d+)\r\n/.exec(reply)?.[1];
      if (pid) settle(Number(pid));
    });
    socket.once('timeout', () => settle());
    socket.once('error', () => settle());
    socket.once('close', () => settle());
  });
}
