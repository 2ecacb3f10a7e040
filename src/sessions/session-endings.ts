import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LeaseWatch } from '../detection/watch/lease-watch.service.js';
import { Lane } from '../platform/batch/lane.js';
import { LockedRows } from '../platform/batch/locked-rows.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { counted } from '../platform/text/counted.js';
import { WorkerSessionStore, type EndedSession, type EndResult } from './store/worker-session.store.js';

/** Rows per statement: enough to cost little per row, few enough to hold their locks briefly. */
const AT_ONCE = 1000;

/** Ends that could not be stored are tried again at this interval, and given up after that time. */
const RETRY_MS = 1000;
const MAX_AGE_MS = 600_000;

/** Maximum number of ends that wait: twice the sessions of a large process. */
const MAX_WAITING = 200_000;

interface Ending {
  readonly id: string;
  readonly number: number;
  readonly isLost: boolean;
  readonly isUncertain: boolean;
  /** By `performance.now()`. */
  readonly at: number;
}

/**
 * Stores in groups which sessions end: those that arrive together are one statement. A worker may have several that wait:
 * which of them its row names is known only when they are stored.
 */
@Injectable()
export class SessionEndings implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  private readonly next: Ending[] = [];
  private readonly lane = new Lane<Ending>(
    () => this.next.splice(0, AT_ONCE),
    (endings) => this.end(endings),
  );
  private readonly locked = new LockedRows<Ending>({
    keyOf: ({ id, number }) => `${id}:${number}`,
    atOnce: AT_ONCE,
    writeFree: (endings) => this.endFree(endings),
    writeLocked: async (ending, turnMs) => {
      const result = await this.store.endLocked(endedOf(ending), turnMs);
      return this.settle([ending], [result]).length === 0;
    },
    giveUp: (ending) => this.retryLater([ending]),
    fail: (ending, error) => this.fail([ending], error),
  });
  /** Those that could not be stored. */
  private failed: Ending[] = [];
  private retry: NodeJS.Timeout | undefined;
  /** All that are not stored yet. */
  private waiting = 0;
  private dropped = 0;

  constructor(
    private readonly store: WorkerSessionStore,
    private readonly watch: LeaseWatch,
  ) {}

  /**
   * Records the end of a session.
   * @param isLost whether it ended without a farewell: the worker is then suspect
   */
  recordEnd(id: string, number: number, isLost: boolean): void {
    if (isLost) this.watch.sessionLost(id);
    this.add({ id, number, isLost, isUncertain: false, at: performance.now() });
  }

  /** Ends a session that the database may have opened, or may still open. */
  recordUncertain(id: string, number: number): void {
    this.add({ id, number, isLost: false, isUncertain: true, at: performance.now() });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.lane.whenIdle();
    await this.locked.whenIdle();
    clearTimeout(this.retry);
  }

  private add(ending: Ending): void {
    if (this.waiting >= MAX_WAITING) {
      this.dropped += 1;
      this.startRetry();
      return;
    }
    this.waiting += 1;
    this.next.push(ending);
    this.lane.wake();
  }

  private async end(endings: readonly Ending[]): Promise<void> {
    for (const each of await this.endFree(endings)) this.locked.add(each);
  }

  /** @returns those whose rows are locked */
  private async endFree(endings: readonly Ending[]): Promise<Ending[]> {
    try {
      return this.settle(endings, await this.store.endSessions(endings.map(endedOf)));
    } catch (error) {
      this.fail(endings, error);
      return [];
    }
  }

  /** @returns those whose rows are locked */
  private settle(endings: readonly Ending[], results: readonly EndResult[]): Ending[] {
    const locked = endings.filter((_each, index) => results[index] === 'locked');
    this.waiting -= endings.length - locked.length;
    const suspects = endings.filter((_each, index) => results[index] === 'suspect');
    if (suspects.length > 0) this.watch.sessionsLost(suspects.map(({ id }) => id));
    return locked;
  }

  private fail(endings: readonly Ending[], error: unknown): void {
    logUnlessUnavailable(this.logger, error);
    this.retryLater(endings);
  }

  private retryLater(endings: readonly Ending[]): void {
    this.failed.push(...endings);
    this.startRetry();
  }

  private startRetry(): void {
    this.retry ??= setTimeout(() => this.endAgain(), RETRY_MS).unref();
  }

  private endAgain(): void {
    this.retry = undefined;
    const now = performance.now();
    const again = this.failed.filter(({ at }) => now - at < MAX_AGE_MS);
    const old = this.failed.length - again.length;
    this.failed = [];
    this.waiting -= old;
    this.logGivenUp(old + this.dropped);
    this.dropped = 0;
    for (const each of again) this.next.push(each);
    this.lane.wake();
  }

  private logGivenUp(count: number): void {
    if (count === 0) return;
    this.logger.error(
      `Could not store the end of ${counted(count, 'session')} for ten minutes; their workers count as connected until the next session`,
    );
  }
}

const endedOf = ({ id, number, isLost, isUncertain, at }: Ending): EndedSession => ({
  id,
  number,
  lostSecondsAgo: isLost ? (performance.now() - at) / 1000 : undefined,
  isUncertain,
});
