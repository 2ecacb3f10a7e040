import { LRUCache } from 'lru-cache';
import { DomainError } from '../platform/errors/domain-error.js';
import type { SharedCache } from '../platform/redis/shared-cache.js';

/**
 * The last answer, for the time that the database is away: in this process, and in Redis for an instance that has none.
 * A dashboard that goes blank in an outage fails when it is looked at.
 */
export class LastKnown<T extends object> {
  private readonly own: LRUCache<string, T>;

  /** @param key names the answer in Redis */
  constructor(
    private readonly shared: SharedCache,
    private readonly key: string,
    private readonly seconds: number,
  ) {
    this.own = new LRUCache({ max: 1, ttl: seconds * 1000 });
  }

  keep(value: T): void {
    if (this.own.get(this.key) === value) return;
    this.own.set(this.key, value);
    void this.shared.keep([[this.key, value]], this.seconds);
  }

  /**
   * What is read now; while the database is away the last answer, marked `stale`, for as long as it is kept.
   * @throws DomainError `database_unavailable`, `database_busy` where none is kept
   */
  async orStale(read: () => Promise<T>): Promise<T & { stale?: boolean }> {
    try {
      const value = await read();
      this.keep(value);
      return value;
    } catch (error) {
      const away = error instanceof DomainError && error.code.startsWith('database_');
      const [shared] = away ? await this.shared.read<T>([this.key]) : [];
      const kept = shared ?? this.own.get(this.key);
      if (!away || kept === undefined) throw error;
      return { ...kept, stale: true };
    }
  }
}
