import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { RedisConnection } from '../../platform/redis/redis.js';
import { SharedCache } from '../../platform/redis/shared-cache.js';
import { FleetCount } from './fleet-count.js';
import type { FleetFigures } from './fleet-figures.js';
import { guardDto, type GuardLimits } from './guard-words.js';
import { Held } from './held.js';
import { LastKnown } from './last-known.js';
import { SummaryStore, type Circumstances, type InstanceRow } from './store/summary.store.js';
import { instanceDto, sweepDto, worstWorkerDto } from './summary-rows.js';
import type { HealthSummaryDto } from './summary.dto.js';
import { verdictOf } from './verdict.js';

/** Callers within this time share what is read beside the count. */
const SHARED_MS = 1000;

/** Says how the fleet and the service are, and why. */
@Injectable()
export class HealthSummaryService {
  private readonly intervalMs: number;
  private readonly limits: GuardLimits;
  private readonly held: Held<HealthSummaryDto>;
  private readonly last: LastKnown<HealthSummaryDto>;

  constructor(
    private readonly fleet: FleetCount,
    private readonly store: SummaryStore,
    private readonly redis: RedisConnection,
    shared: SharedCache,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervalMs = worker.healthCheckIntervalMs;
    this.limits = { thresholdPercent: worker.guardThresholdPercent, maxMinutes: worker.guardMaxMinutes };
    this.last = new LastKnown(shared, 'health-summary', worker.healthCacheDurationSeconds);
    this.held = new Held(async () => {
      const figures = await this.fleet.read();
      return { value: this.summaryOf(figures, await this.store.read()), validMs: SHARED_MS };
    });
  }

  /**
   * The summary of now; while the database is away the last one, marked `stale`, for as long as the settings keep it.
   * @throws DomainError `database_unavailable`, `database_busy` where none is kept
   */
  read(): Promise<HealthSummaryDto> {
    return this.last.orStale(() => this.held.read());
  }

  private summaryOf(figures: FleetFigures, circumstances: Circumstances): HealthSummaryDto {
    const { lastSweep, lastClaim, instances, now } = circumstances;
    const guards = circumstances.guards.map((guard) => guardDto(guard, this.limits));
    const { state } = this.redis;
    const verdict = verdictOf({
      health: figures.health,
      guards,
      msWithoutSweep: now.getTime() - lastSwept(circumstances),
      everSwept: lastSweep !== undefined,
      intervalMs: this.intervalMs,
      redisAway: state === 'away',
    });
    return {
      ...verdict,
      health: figures.health,
      zones: [...figures.zones],
      otherZones: figures.otherZones,
      worstWorkers: circumstances.worst.map(worstWorkerDto),
      guards,
      heartbeatsPerSecond: heartbeatsOf(instances),
      lastSweep: lastSweep === undefined ? null : sweepDto(lastSweep),
      nextSweepAt: lastClaim === null ? null : new Date(lastClaim.getTime() + this.intervalMs).toISOString(),
      instances: instances.map(instanceDto),
      redis: { configured: state !== 'not configured', state },
      countedAt: figures.statistics.generatedAt,
      generatedAt: now.toISOString(),
    };
  }
}

/** To a tenth: each instance tells the mean of ten seconds. */
function heartbeatsOf(instances: readonly InstanceRow[]): number {
  return Math.round(instances.reduce((sum, { heartbeat_rate: rate }) => sum + rate, 0) * 10) / 10;
}

/** When the last sweep was finished; before the first, when the oldest living instance started. */
function lastSwept({ lastSweep, instances, now }: Circumstances): number {
  if (lastSweep !== undefined) return lastSweep.finished_at.getTime();
  return Math.min(now.getTime(), ...instances.map(({ started_at: startedAt }) => startedAt.getTime()));
}
