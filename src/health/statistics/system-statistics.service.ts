import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { SharedCache } from '../../platform/redis/shared-cache.js';
import type { SystemStatisticsDto } from './system-statistics.dto.js';
import { StatisticsStore, type FleetCounts } from './store/statistics.store.js';

const KEY = 'system-statistics';

/** Callers within this time share one count. */
const SHARED_MS = 1000;

/** Counts the fleet, once for all who ask at the same time. */
@Injectable()
export class SystemStatisticsService {
  private readonly leaseSeconds: number;
  private readonly keptSeconds: number;
  private readonly recent: LRUCache<string, SystemStatisticsDto>;
  /** For the time that the database is away. */
  private readonly last: LRUCache<string, SystemStatisticsDto>;

  constructor(
    private readonly store: StatisticsStore,
    private readonly shared: SharedCache,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.keptSeconds = worker.healthCacheDurationSeconds;
    this.leaseSeconds = worker.heartbeatTimeoutMinutes * 60;
    this.last = new LRUCache({ max: 1, ttl: worker.healthCacheDurationSeconds * 1000 });
    this.recent = new LRUCache({
      max: 1,
      ttl: SHARED_MS,
      fetchMethod: () => this.count(),
    });
  }

  /**
   * The figures of now; while the database is away the last ones, marked `stale`, for as long as the settings keep them.
   * @throws DomainError `database_unavailable` where none are kept
   */
  async read(): Promise<SystemStatisticsDto> {
    try {
      return (await this.recent.fetch(KEY))!;
    } catch (error) {
      const away = error instanceof DomainError && error.code.startsWith('database_');
      const [shared] = away ? await this.shared.read<SystemStatisticsDto>([KEY]) : [];
      const kept = shared ?? this.last.get(KEY);
      if (!away || kept === undefined) throw error;
      return { ...kept, stale: true };
    }
  }

  /**
   * Counts the fleet now, and shares the figures with whoever asks next.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async snapshot(): Promise<SystemStatisticsDto> {
    const counted = await this.count();
    this.recent.set(KEY, counted);
    return counted;
  }

  private async count(): Promise<SystemStatisticsDto> {
    const counted = statisticsOf(await this.store.countFleet(this.leaseSeconds));
    this.last.set(KEY, counted);
    void this.shared.keep([[KEY, counted]], this.keptSeconds);
    return counted;
  }
}

function statisticsOf(counts: FleetCounts): SystemStatisticsDto {
  const total = counts.total_workers;
  return {
    totalWorkers: total,
    activeWorkers: counts.active_workers,
    idleWorkers: counts.idle_workers,
    busyWorkers: counts.busy_workers,
    maintenanceWorkers: counts.maintenance_workers,
    drainingWorkers: counts.draining_workers,
    failedWorkers: counts.failed_workers,
    inactiveWorkers: counts.inactive_workers,
    unhealthyWorkers: counts.unhealthy_workers,
    totalCapacity: counts.total_capacity,
    usedCapacity: counts.used_capacity,
    availableCapacity: counts.available_capacity,
    systemHealthPercentage: total === 0 ? 100 : ((total - counts.failed_workers) / total) * 100,
    generatedAt: counts.generated_at.toISOString(),
  };
}
