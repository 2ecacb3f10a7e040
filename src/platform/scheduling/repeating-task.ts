import type { Logger } from '@nestjs/common';
import { logUnlessUnavailable } from '../database/log-unless-unavailable.js';

/** Runs a task at an interval in this process, one run at a time. The timer does not keep the process alive. */
export class RepeatingTask {
  private readonly interval: NodeJS.Timeout;
  private running: Promise<void> | undefined;

  constructor(
    intervalMs: number,
    private readonly logger: Logger,
    private readonly task: () => Promise<void>,
  ) {
    this.interval = setInterval(() => void this.run(), intervalMs).unref();
  }

  /** Runs the task now; joins the run in progress. Errors are logged. */
  async run(): Promise<void> {
    await (this.running ??= this.attempt());
  }

  /** Starts no further run, and waits for the one in progress. */
  async stop(): Promise<void> {
    clearInterval(this.interval);
    await this.running;
  }

  private async attempt(): Promise<void> {
    try {
      await this.task();
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
    } finally {
      this.running = undefined;
    }
  }
}
