import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { SharedCache } from '../platform/redis/shared-cache.js';
import { WorkerStore } from './store/worker.store.js';
import type { DescribedWorker } from './overrides.js';
import type { WorkerState } from './worker.js';

/** A description never changes: a registration or an override stores the next revision. */
type Revision = Pick<WorkerState, 'id' | 'revision'>;

const MAX_BYTES = 32 * 1024 * 1024;

const keyOf = ({ id, revision }: Revision): string => `description:${id}:${revision}`;

/**
 * Caches descriptions by `(id, revision)`: in this process, then in Redis, then in PostgreSQL. The revision
 * comes with the state, which is always read fresh, so entries never change and are never stale.
 */
@Injectable()
export class DescriptionCache {
  /** Lookups of descriptions, by where they were found. */
  readonly found = { process: 0, redis: 0, database: 0 };
  private readonly recent: LRUCache<string, DescribedWorker>;
  private readonly seconds: number;

  constructor(
    private readonly store: WorkerStore,
    private readonly shared: SharedCache,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.seconds = worker.cacheDurationSeconds;
    this.recent = new LRUCache({
      maxSize: MAX_BYTES,
      sizeCalculation: (description) => JSON.stringify(description).length + 200,
      ttl: this.seconds * 1000,
    });
  }

  /** Returns descriptions by id; one is missing only if its record was deleted between the two reads. */
  async readDescriptions(revisions: readonly Revision[]): Promise<Map<string, DescribedWorker>> {
    const found = new Map<string, DescribedWorker>();
    const keep = (revision: Revision, description: DescribedWorker): void => {
      this.recent.set(keyOf(revision), description);
      found.set(revision.id, description);
    };
    let missing = revisions.filter((revision) => {
      const description = this.recent.get(keyOf(revision));
      if (description !== undefined) found.set(revision.id, description);
      return description === undefined;
    });
    this.found.process += found.size;
    const shared = await this.shared.readValues<DescribedWorker>(missing.map(keyOf));
    for (const [index, description] of shared.entries()) {
      if (description !== undefined) keep(missing[index]!, description);
    }
    const left = missing.filter(({ id }) => !found.has(id));
    this.found.redis += missing.length - left.length;
    this.found.database += left.length;
    missing = left;
    if (missing.length === 0) return found;
    const loaded = await this.store.readDescriptions(missing.map(({ id }) => id));
    for (const description of loaded) keep(description, description);
    void this.shared.storeValues(
      loaded.map((description) => [keyOf(description), description] as const),
      this.seconds,
    );
    return found;
  }
}
