import { Injectable } from '@nestjs/common';
import { FLEET_LABEL } from '../platform/config/capacity-settings.js';
import type { Readings } from '../platform/observability/collected.js';
import { Metrics } from '../platform/observability/metrics.js';
import { CapacityService } from './capacity.service.js';
import type { CapacityDto } from './dto/capacity.dto.js';

/** A scrape waits no longer: the first forecast of a long history takes longer than that. */
const PATIENCE_MS = 2000;

/** Metrics of capacity, for autoscalers. Each process reports the same figures: do not add them up. */
@Injectable()
export class CapacityMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly capacity: CapacityService,
  ) {
    this.gauge('wanted_workers', 'Workers that there should be.', ({ wanted }) => [[{}, wanted.workers]]);
    this.gauge('wanted_slots', 'Slots that there should be.', ({ wanted }) => [[{}, wanted.slots]]);
    this.gauge('forecast_used_slots', 'Used slots in 30 minutes, by percentile.', ({ forecast }) => [
      [{ percentile: '50' }, forecast.p50],
      [{ percentile: '95' }, forecast.p95],
    ]);
    this.gauge('pool_slots', 'Slots of the pool: usable, used, and free.', ({ now }) => [
      [{ state: 'usable' }, now.usable],
      [{ state: 'used' }, now.used],
      [{ state: 'free' }, now.free],
    ]);
    this.gauge('pool_workers', 'Workers of the pool that can take jobs.', ({ now }) => [[{}, now.workers]]);
    this.gauge('unmet_claims_per_minute', 'Jobs a minute whose claims found no worker.', ({ now }) => [
      [{}, now.unmetPerMinute],
    ]);
    this.gauge(
      'capacity_runs_out_timestamp_seconds',
      'When the forecast at 95 % exceeds the usable slots; no series if it does not within a day.',
      ({ runsOutAt }) => (runsOutAt === null ? [] : [[{}, Date.parse(runsOutAt) / 1000]]),
    );
  }

  private gauge(name: string, about: string, read: (capacity: CapacityDto) => Readings<number>): void {
    this.metrics.addGauge({
      name: `worker_registration_${name}`,
      help: `${about} By pool; \`${FLEET_LABEL}\` is the whole fleet.`,
      across: 'first',
      read: async () =>
        (await this.answers()).flatMap((capacity) =>
          [...read(capacity)].map(
            ([labels, value]) => [{ pool: capacity.pool ?? FLEET_LABEL, ...labels }, value] as const,
          ),
        ),
    });
  }

  private async answers(): Promise<readonly CapacityDto[]> {
    let giveUp: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      giveUp = setTimeout(() => reject(new Error('The forecast takes too long')), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.capacity.readAll(), late]);
    } finally {
      clearTimeout(giveUp);
    }
  }
}
