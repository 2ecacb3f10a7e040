import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { Queryable } from '../../platform/database/database.js';
import { gapDaysOf } from '../../platform/instance/gap-days.js';
import { gapMaps, gapStretches, type GapMaps, type LeaseRules } from '../../platform/instance/gap-maps.js';
import { gapsByInstance } from '../../platform/instance/gap-ledger.js';
import { silenceMs } from '../../platform/instance/gap-effect.js';
import { Instance } from '../../platform/instance/instance.js';
import { GapStore } from '../../platform/instance/store/gap.store.js';
import {
  intervalRulesOf,
  largestIntervalSeconds,
  leaseMsOr,
  retrySeconds,
  type IntervalRules,
} from '../../fleet/lease.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { silentAfterMs } from '../guard.js';

/** Computes which leases the gaps of all instances extend at a moment. */
@Injectable()
export class KnownGaps {
  private readonly intervals: IntervalRules;
  /** The longest lease that was seen. */
  private longestMs: number;
  private readonly keptSeconds: number;

  constructor(
    private readonly store: GapStore,
    private readonly instance: Instance,
    private readonly suspicion: Suspicion,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervals = intervalRulesOf(worker);
    this.longestMs = this.intervals.leaseMs;
    this.keptSeconds = gapDaysOf(worker) * 86_400;
  }

  /**
   * Returns which leases are extended by gaps; read in the transaction that judges by it.
   * @param leadSeconds time before the end of its lease from which on a worker is late
   */
  async mapsOn(on: Queryable, leadSeconds: number): Promise<GapMaps> {
    const rulesOf = (leaseSeconds: number | null): LeaseRules => this.rulesOf(leaseSeconds, leadSeconds);
    // Gaps matter as far back as a lease reaches without them: look further and further back until no earlier
    // gap can matter.
    for (let factor = 2; ; factor *= 8) {
      const { longestMs } = this;
      const horizonMs = factor * longestMs + this.rulesOf(longestMs / 1000, 0).retryMs;
      const recorded = await this.store.readGaps(on, horizonMs / 1000);
      this.longestMs = Math.max(this.intervals.leaseMs, leaseMsOr(recorded.ownLeases.at(-1), 0));
      if (this.longestMs > longestMs) continue;
      const maps = gapMaps(recorded, rulesOf, recorded.now - horizonMs, this.instance.toleranceMs);
      if (maps !== undefined) return maps;
    }
  }

  /** All gaps of each instance and worker, each extended by one retry time, as JSON. */
  async stretchesOn(on: Queryable): Promise<string> {
    const { toleranceMs } = this.instance;
    return JSON.stringify(
      gapStretches(await this.store.readGaps(on, this.keptSeconds), this.rulesOf(null, 0), toleranceMs),
    );
  }

  /** Returns the milliseconds since a time, without gaps of this instance. */
  async ownTimeSince(on: Queryable): Promise<(since: number) => number> {
    const recorded = await this.store.readGaps(on, this.keptSeconds);
    const { toleranceMs, number } = this.instance;
    const own = gapsByInstance({ ...recorded, toleranceMs }).get(number)?.own ?? [];
    const rules = { retryMs: 0, intervalMs: 0 };
    return (since) => Math.max(0, silenceMs({ own, others: [] }, since, recorded.now, rules));
  }

  private rulesOf(leaseSeconds: number | null, leadSeconds: number): LeaseRules {
    const leaseMs = leaseMsOr(leaseSeconds, this.intervals.leaseMs);
    const rules = { ...this.intervals, leaseMs };
    const betweenSeconds = largestIntervalSeconds(rules, this.suspicion.workers);
    // Without a write, the last known sign of life is older than the last one.
    const intervalMs = (betweenSeconds + this.suspicion.unwrittenSeconds(leaseMs / 1000)) * 1000;
    const retryMs = retrySeconds(rules, this.suspicion.workers) * 1000;
    const lateMs = silentAfterMs(leaseMs, leadSeconds);
    return { leaseMs, lateMs, intervalMs, retryMs };
  }
}
