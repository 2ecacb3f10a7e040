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

/** How long the size of the fleet may be out of date: it only matters to fleets that are told longer intervals. */
const SIZE_MS = 60_000;

/** The longest that a worker waits for an answer, and the share of its lease: as the agent does. */
const REQUEST_MS = 10_000;
const REQUEST_SHARE = 4;
const SHORTEST_REQUEST_MS = 1000;

/** Knows what the gaps of all instances mean for workers at a moment. */
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

  /** Which leases gaps extend; read in the transaction that judges by it. */
  async mapsOn(on: Queryable, lengths: GapLengths): Promise<GapMaps> {
    const rules = await this.rules();
    // Gaps matter as far back as a lease reaches if they are left out: further and further until nothing before can.
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

  /** All gaps of each instance and worker, each with one retry time, as JSON. */
  async stretchesOn(on: Queryable): Promise<string> {
    return JSON.stringify(gapStretches(await this.store.read(on), await this.rules()));
  }

  /** How long it is since a moment, gaps of this instance left out; in milliseconds. */
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
