import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { hasCode } from '../../platform/errors/domain-error.js';

const PAUSE_MS = 50;

interface Arrived {
  /** Arrival time, by `performance.now()`. */
  readonly since: number;
}

/**
 * Lets heartbeats wait for a database that accepts writes. A planned switchover takes about a second: a worker
 * then gets a late answer, and no refusal.
 */
@Injectable()
export class OutageWait {
  private readonly ms: number;

  constructor(@Inject(SETTINGS) { worker }: Settings) {
    this.ms = worker.heartbeatOutageWaitMs;
  }

  /**
   * Pauses after an attempt that failed because the database is unavailable.
   * @returns the heartbeats to try again, and those that must be answered with the error
   */
  async pauseAfter<T extends Arrived>(
    error: unknown,
    beats: readonly T[],
  ): Promise<{ again: T[]; failed: T[] }> {
    const oldest = hasCode(error, 'database_unavailable') ? performance.now() - this.ms : Infinity;
    const again = beats.filter(({ since }) => since > oldest);
    const failed = beats.filter(({ since }) => since <= oldest);
    if (again.length > 0) await pause(PAUSE_MS);
    return { again, failed };
  }

  /** Repeats a lookup for a heartbeat that arrives now. */
  async retryLookup<T>(lookup: () => Promise<T>): Promise<T> {
    const arrived = [{ since: performance.now() }];
    for (;;) {
      try {
        return await lookup();
      } catch (error) {
        const { failed } = await this.pauseAfter(error, arrived);
        if (failed.length > 0) throw error;
      }
    }
  }
}
