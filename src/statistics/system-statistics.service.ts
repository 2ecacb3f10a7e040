import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { ANYONE, scopeOf, type Caller } from '../identity/access/caller.js';
import { SharedCache } from '../platform/redis/shared-cache.js';
import { FleetCount } from './fleet-count.js';
import type { FleetFigures } from './fleet-figures.js';
import { LastKnown } from './last-known.js';
import { StatisticsStore } from './store/statistics.store.js';
import type { SystemStatisticsDto } from './system-statistics.dto.js';

export type { FleetFigures };

/** Returns the figures of the fleet. */
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
   * Returns the current figures; while the database is unavailable, the last ones, marked `stale`, for as long as the
   * settings keep them. A limited key gets those of its part, which are not kept.
   * @throws DomainError `database_unavailable`, `database_busy` if none are kept
   */
  async readStatistics(caller: Caller = ANYONE): Promise<SystemStatisticsDto> {
    const part = scopeOf(caller);
    if (part !== null) return (await this.fleet.readFigures(part)).statistics;
    return this.last.orStale(async () => (await this.fleet.readFigures()).statistics);
  }

  /**
   * Returns the counted zones, the largest first.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async readZones(): Promise<FleetFigures['zones']> {
    return (await this.fleet.readFigures()).zones;
  }

  /**
   * Returns the shared figures by health and zone, as of the last count.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  readFigures(): Promise<Pick<FleetFigures, 'health' | 'zones'>> {
    return this.fleet.readFigures();
  }

  /**
   * Returns the number of present workers at the last count of any instance; 0 before the first count. Does not
   * count.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  lastPresent(): Promise<number> {
    return this.store.lastPresent();
  }

  /**
   * Ends the validity of the shared figures after an operator changed what they count.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  expireFigures(): Promise<void> {
    return this.fleet.expireFigures();
  }

  /**
   * Counts the fleet now, and shares the figures with later callers.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async takeSnapshot(): Promise<SystemStatisticsDto> {
    const { statistics } = await this.fleet.renewFigures();
    this.last.keepValue(statistics);
    return statistics;
  }
}
