import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** A server that ran this long did not fail at its start: the delay starts again at its minimum. */
const STABLE_MS = 10_000;

/** Keeps the server running until it is stopped: a server that dies is started again on the same port. */
export class Supervisor {
  private readonly halt = new AbortController();
  private readonly watching: Promise<void>;
  private delay = FIRST_DELAY_MS;
  private readonly onExit = (): void => this.server.askToStop();

  constructor(
    private server: ServerProcess,
    private readonly startAgain: (signal: AbortSignal) => Promise<ServerProcess>,
    private readonly log: (line: string) => void,
  ) {
    // A service that ends without stop() should not leave a server behind, if possible.
    process.once('exit', this.onExit);
    this.watching = this.watch();
  }

  get pid(): number {
    return this.server.pid;
  }

  async stop(): Promise<void> {
    this.halt.abort();
    await this.server.stop();
    await this.watching;
    process.removeListener('exit', this.onExit);
  }

  private async watch(): Promise<void> {
    while (!this.halt.signal.aborted) {
      const since = Date.now();
      const reason = await this.server.ended;
      if (this.halt.signal.aborted) return;
      this.log(`PostgreSQL (pid ${this.pid}) ended unexpectedly (${reason}): starting it again`);
      if (Date.now() - since > STABLE_MS) this.delay = FIRST_DELAY_MS;
      await this.bringBack();
    }
  }

  private async bringBack(): Promise<void> {
    let lastProblem = '';
    while (await this.pause()) {
      try {
        this.server = await this.startAgain(this.halt.signal);
        // stop() may have been called meanwhile, and then it saw only the dead server.
        if (this.halt.signal.aborted) await this.server.stop();
        else this.log(`PostgreSQL is running again (pid ${this.pid})`);
        return;
      } catch (error) {
        const problem = (error as Error).message;
        if (problem !== lastProblem && !this.halt.signal.aborted) {
          this.log(`PostgreSQL could not be restarted yet: ${problem}; still trying`);
        }
        lastProblem = problem;
      }
    }
  }

  /** @returns false if it is time to stop */
  private async pause(): Promise<boolean> {
    const delay = this.delay;
    this.delay = Math.min(delay * 2, MAX_DELAY_MS);
    return sleep(delay, true, { signal: this.halt.signal }).catch(() => false);
  }
}
