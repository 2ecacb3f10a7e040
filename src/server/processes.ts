import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { AggregatorRegistry } from 'prom-client';
import { StartError } from '../platform/errors/start-error.js';
import type { ServerLogger } from './logger.js';
import type { FromSibling, ToSibling } from './sibling.js';

/** Delay before a process that ended by itself is replaced; it doubles while replacements end at once. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran for this long did not end at once. */
const SOUND_MS = 30_000;

/**
 * The processes that share the port. The first process starts and stops them, and serves no requests itself.
 */
export class Processes {
  private readonly metrics = new AggregatorRegistry();
  private readonly running = new Set<Worker>();
  private stopping = false;
  private pauseMs = FIRST_PAUSE_MS;

  /** @param env additional environment variables of the processes */
  constructor(
    private readonly count: number,
    private readonly env: Readonly<Record<string, string>>,
    private readonly logger: ServerLogger,
  ) {}

  /**
   * Starts one process, which prepares the database, and then the others.
   * @returns the address that they listen on
   * @throws StartError if one ends instead
   */
  async startProcesses(): Promise<string> {
    const url = await this.startOne();
    await Promise.all(Array.from({ length: this.count - 1 }, () => this.startOne()));
    return url;
  }

  /** Asks all processes to finish their requests and exit, and waits for that. */
  async stopProcesses(): Promise<void> {
    this.stopping = true;
    const ended = [...this.running].map(
      (each) => new Promise<void>((resolve) => void each.once('exit', () => resolve())),
    );
    for (const each of this.running) if (each.isConnected()) each.send('stop' satisfies ToSibling);
    await Promise.all(ended);
  }

  /** Kills the processes at once. */
  killProcesses(): void {
    for (const each of this.running) each.process.kill('SIGKILL');
  }

  private startOne(): Promise<string> {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      let listens = false;
      const sibling = cluster.fork(this.env);
      this.running.add(sibling);
      sibling.on('message', (message: FromSibling) => {
        if ('listening' in message) {
          listens = true;
          resolve(message.listening);
        } else if ('metricsFor' in message) void this.answerMetrics(sibling, message.metricsFor);
      });
      sibling.once('exit', (code, signal) => {
        this.running.delete(sibling);
        if (!listens)
          reject(
            new StartError(
              `A process of ${this.count} ended while it started.`,
              'Its own message, above, gives the reason.',
            ),
          );
        else if (!this.stopping) void this.replace(sibling.process.pid, signal ?? code, started);
      });
    });
  }

  private async replace(pid: number | undefined, how: string | number, started: number): Promise<void> {
    if (performance.now() - started > SOUND_MS) this.pauseMs = FIRST_PAUSE_MS;
    this.logger.error(
      `Process ${pid} ended (${how}); starting another one in ${this.pauseMs} ms`,
      'Processes',
    );
    await pause(this.pauseMs, undefined, { ref: false });
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
    if (this.stopping) return;
    const began = performance.now();
    await this.startOne().catch(() => this.replace(undefined, 'at its start', began));
  }

  /** A request for metrics reaches one process, and is answered for all. */
  private async answerMetrics(asker: Worker, metricsOf: number): Promise<void> {
    const text = await this.metrics.clusterMetrics().catch(() => '');
    if (asker.isConnected()) asker.send({ metricsOf, text } satisfies ToSibling);
  }
}
