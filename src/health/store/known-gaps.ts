import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { Queryable } from '../../platform/database/database.js';
import type { GapRules } from '../../platform/instance/gap-effect.js';
import { gapMaps, gapStretches, type GapLengths, type GapMaps } from '../../platform/instance/gap-maps.js';
import { gapsByInstance } from '../../platform/instance/gap-ledger.js';
import { silenceMs } from '../../platform/instance/gap-effect.js';
import { Instance } from '../../platform/instance/instance.js';
import { GapStore } from '../../platform/instance/store/gap.store.js';
import { intervalRulesOf, largestIntervalSeconds, type IntervalRules } from '../../fleet/lease.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';

/** How old the known fleet size may be: it only matters for fleets with longer intervals. */
const SIZE_MS = 60_000;

/**
 * The maximum time that a worker waits for an answer, and its share of the lease: the same as in the agent.
 */
const REQUEST_MS = 10_000;
const REQUEST_SHARE = 4;
const SHORTEST_REQUEST_MS = 1000;

/** Computes which leases the gaps of all instances extend at a moment. */
@Injectable()
export class KnownGaps {
  private readonly intervals: IntervalRules;
  private workers = 0;
  private sizeReadAt = -Infinity;

  constructor(
    private readonly store: GapStore,
    private readonly instance: Instance,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervals = intervalRulesOf(worker);
  }

  /** Returns which leases are extended by gaps; read in the transaction that judges by it. */
  async mapsOn(on: Queryable, lengths: GapLengths): Promise<GapMaps> {
    const rules = await this.rules();
    // Gaps matter as far back as a lease reaches without them: look further and further back until no earlier
    // gap can matter.
    for (
      let seconds = (2 * Math.max(lengths.leaseMs, lengths.lateMs) + rules.retryMs) / 1000;
      ;
      seconds *= 8
    ) {
      const recorded = await this.store.read(on, seconds);
      const maps = gapMaps(recorded, lengths, recorded.now - seconds * 1000, rules);
      if (maps !== undefined) return maps;
    }
  }

  /** All gaps of each instance and worker, each extended by one retry time, as JSON. */
  async stretchesOn(on: Queryable): Promise<string> {
    return JSON.stringify(gapStretches(await this.store.read(on), await this.rules()));
  }

  /** Returns the milliseconds since a time, without gaps of this instance. */
  async ownTimeSince(on: Queryable): Promise<(since: number) => number> {
    const recorded = await this.store.read(on);
    const { toleranceMs, number } = this.instance;
    const own = gapsByInstance({ ...recorded, toleranceMs }).get(number)?.own ?? [];
    const rules = { retryMs: 0, intervalMs: 0 };
    return (since) => Math.max(0, silenceMs({ own, others: [] }, since, recorded.now, rules));
  }

  private async rules(): Promise<GapRules & { toleranceMs: number }> {
    const { leaseMs } = this.intervals;
    if (performance.now() - this.sizeReadAt > SIZE_MS) {
      this.workers = await this.statistics.lastPresent();
      this.sizeReadAt = performance.now();
    }
    const intervalMs = largestIntervalSeconds(this.intervals, this.workers) * 1000;
    const requestMs = Math.min(REQUEST_MS, Math.max(SHORTEST_REQUEST_MS, leaseMs / REQUEST_SHARE));
    return { intervalMs, retryMs: intervalMs + requestMs, toleranceMs: this.instance.toleranceMs };
  }
}
