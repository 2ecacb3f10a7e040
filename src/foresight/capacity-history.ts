import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { asksFor, UnmetClaimsService } from '../jobs/unmet-claims.service.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { Duties } from '../platform/scheduling/duties.js';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { STEP_MINUTES } from './forecasting/ladder.js';
import { Pools } from './pools.js';
import { CapacityStore } from './store/capacity.store.js';

/** Rounds may be up to a fifth late: half a step, so that each step has a count. */
const COUNT_MS = (STEP_MINUTES * 60_000) / 2;
const FLUSH_MS = 60_000;

/**
 * Writes the history of slots: one instance counts them for all, and each adds the claims that it refused. A step has up to
 * three counts, which are averaged.
 */
@Injectable()
export class CapacityHistory implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Capacity');
  private flushing: RepeatingTask | undefined;

  constructor(
    private readonly store: CapacityStore,
    private readonly pools: Pools,
    private readonly unmet: UnmetClaimsService,
    private readonly duties: Duties,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.addDuty({
      name: 'count-capacity',
      intervalMs: COUNT_MS,
      catchesUp: true,
      run: () => this.store.writeCapacity(),
    });
    this.flushing = new RepeatingTask(FLUSH_MS, this.logger, () => this.flushClaims());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flushing?.stop();
    await this.flushClaims().catch((error: unknown) => logUnlessUnavailable(this.logger, error));
  }

  /** Writes the refused claims of this instance since the last time; nothing if there are none. */
  async flushClaims(): Promise<void> {
    const jobs = new Map<string, number>();
    for (const claims of this.unmet.takeCounts())
      for (const pool of this.pools.all)
        if (asksFor(claims, pool)) jobs.set(pool.name, (jobs.get(pool.name) ?? 0) + claims.jobs);
    if (jobs.size > 0) await this.store.addUnmetClaims(jobs);
  }
}
