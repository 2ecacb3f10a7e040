import { LRUCache } from 'lru-cache';
import { isDatabaseRefusal } from '../platform/database/database-errors.js';
import type { SharedCache } from '../platform/redis/shared-cache.js';

/**
 * Keeps the last result for outages of the database: in this process, and in Redis for an instance that has none yet.
 * A dashboard that goes blank during an outage fails when it is needed.
 */
export class LastKnown<T extends object> {
  private readonly own: LRUCache<string, T>;

  /** @param key of the result in Redis */
  constructor(
    private readonly shared: SharedCache,
    private readonly key: string,
    private readonly seconds: number,
  ) {
    this.own = new LRUCache({ max: 1, ttl: seconds * 1000 });
  }

  keepValue(value: T): void {
    if (this.own.get(this.key) === value) return;
    this.own.set(this.key, value);
    void this.shared.storeValues([[this.key, value]], this.seconds);
  }

  /**
   * Returns a fresh result; while the database is unavailable, the last one, marked `stale`, for as long as it is
   * kept.
   * @throws DomainError `database_unavailable`, `database_busy` if none is kept
   */
  async orStale(read: () => Promise<T>): Promise<T & { stale?: boolean }> {
    try {
      const value = await read();
      this.keepValue(value);
      return value;
    } catch (error) {
      const away = isDatabaseRefusal(error);
      const [shared] = away ? await this.shared.readValues<T>([this.key]) : [];
      const kept = shared ?? this.own.get(this.key);
      if (!away || kept === undefined) throw error;
      return { ...kept, stale: true };
    }
  }
}
