import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { SharedCache } from '../platform/redis/shared-cache.js';
import { FleetCount } from './fleet-count.js';
import { LastKnown } from './last-known.js';
import { StatisticsStore } from './store/statistics.store.js';
import type { SystemStatisticsDto } from './system-statistics.dto.js';

/** The fleet in figures. */
@Injectable()
export class SystemStatisticsService {
  private readonly last: LastKnown<SystemStatisticsDto>;

  constructor(
    private readonly fleet: FleetCount,
    private readonly store: StatisticsStore,
    shared: SharedCache,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.last = new LastKnown(shared, 'system-statistics', worker.healthCacheDurationSeconds);
  }

  /**
   * The figures of now; while the database is away the last ones, marked `stale`, for as long as the settings keep them.
   * @throws DomainError `database_unavailable`, `database_busy` where none are kept
   */
  read(): Promise<SystemStatisticsDto> {
    return this.last.orStale(async () => (await this.fleet.read()).statistics);
  }

  /**
   * Workers that were present when the fleet was counted last, by whichever instance; 0 before the first count. Counts
   * nothing itself.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  lastPresent(): Promise<number> {
    return this.store.lastPresent();
  }

  /**
   * Counts the fleet now, and shares the figures with whoever asks next.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async snapshot(): Promise<SystemStatisticsDto> {
    const { statistics } = await this.fleet.renew();
    this.last.keep(statistics);
    return statistics;
  }
}
