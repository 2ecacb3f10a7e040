import { LRUCache } from 'lru-cache';

/** How often something happened, with a note on the last time. */
export interface Count {
  readonly times: number;
  /** Milliseconds until the count is dropped. */
  readonly msLeft: number;
  readonly note: string;
}

export interface CountOptions {
  /** Names these counts in Redis. */
  readonly name: string;
  readonly windowMs: number;
  /** Whether the window starts again each time, or lasts from the first time on. */
  readonly sliding: boolean;
}

export interface Counts {
  readCount(key: string): Promise<Count | undefined>;
  /** @param note replaces the previous note */
  countOnce(key: string, note: string): Promise<void>;
  clearCount(key: string): Promise<void>;
}

/**
 * Up to about 10 MB: beyond that the least recently used key is dropped, so that strangers cannot fill the
 * memory.
 */
const MAX_KEYS = 20_000;

/**
 * Counts of this process. They have no timers: expired counts are detected when they are read, or make room.
 */
export class MemoryCounts implements Counts {
  private kept?: LRUCache<string, { times: number; note: string; endsAt: number }>;

  constructor(
    private readonly options: Omit<CountOptions, 'name'>,
    private readonly max = MAX_KEYS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.kept?.size ?? 0;
  }

  /** Made for the first count: it takes a millisecond and a megabyte, and most services count no failures. */
  private get known() {
    this.kept ??= new LRUCache({ max: this.max });
    return this.kept;
  }

  readCount(key: string): Promise<Count | undefined> {
    const { times, note, endsAt } = this.current(key) ?? { times: 0, note: '', endsAt: 0 };
    return Promise.resolve(times === 0 ? undefined : { times, note, msLeft: endsAt - this.now() });
  }

  countOnce(key: string, note: string): Promise<void> {
    const before = this.current(key);
    const { sliding, windowMs } = this.options;
    const endsAt = before === undefined || sliding ? this.now() + windowMs : before.endsAt;
    this.known.set(key, { times: (before?.times ?? 0) + 1, note, endsAt });
    return Promise.resolve();
  }

  clearCount(key: string): Promise<void> {
    this.kept?.delete(key);
    return Promise.resolve();
  }

  private current(key: string) {
    const known = this.kept?.get(key);
    return known !== undefined && known.endsAt > this.now() ? known : undefined;
  }
}
