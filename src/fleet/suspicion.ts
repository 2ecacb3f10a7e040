import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Instance } from '../platform/instance/instance.js';
import {
  intervalRulesOf,
  retrySeconds,
  unboundedIntervalSeconds,
  unwrittenSeconds,
  type IntervalRules,
} from './lease.js';

/**
 * Zones whose workers are suspect in such numbers that the network is the likely cause: there, suspects are treated
 * like other workers.
 */
export interface WidespreadLateness {
  readonly fleet: boolean;
  /** '' for the workers without a zone. */
  readonly zones: readonly string[];
}

const NOWHERE: WidespreadLateness = { fleet: false, zones: [] };

/** By what statements judge lateness. The pieces are in `store/suspicion-pieces.ts`. */
@Injectable()
export class Suspicion {
  /** Known number of present workers: larger fleets have longer intervals. */
  workers = 0;
  widespread = NOWHERE;
  /** When a job was last assigned here, or could not be, by `performance.now()`. */
  assignedAt = -Infinity;
  private readonly floorSeconds: number;
  private readonly defers: boolean;
  private readonly intervals: IntervalRules;

  constructor(
    private readonly instance: Instance,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.floorSeconds = worker.suspectFloorSeconds;
    this.defers = worker.heartbeatWrite === 'changes';
    this.intervals = intervalRulesOf(worker);
  }

  /** Bound in each statement that reads suspicion: the floor, the lag of this instance and the retry time, in seconds. */
  get margins(): readonly number[] {
    return [this.floorSeconds, this.instance.lagSeconds, retrySeconds(this.intervals, this.workers)];
  }

  /**
   * Returns what statements that assign jobs bind: the margins, and the zones in which suspects take jobs like other workers.
   * While the lateness of the whole fleet is widespread, no worker is suspect for them.
   */
  forAssignments(): readonly [margins: readonly number[], excusedZones: readonly string[]] {
    this.assignedAt = performance.now();
    const [floor, ...others] = this.margins;
    return [[this.widespread.fleet ? Infinity : floor!, ...others], this.widespread.zones];
  }

  /**
   * Bound in statements that renew leases: the longest interval, the lag, the retry time and the usual lease, in seconds, and
   * whether later heartbeats may be answered without a write.
   */
  get renewal(): readonly (number | boolean)[] {
    const [, lag, retry] = this.margins;
    return [this.longestSeconds, lag!, retry!, this.intervals.leaseMs / 1000, this.defers];
  }

  /** The longest interval between heartbeats; the lease of a worker bounds it further. */
  get longestSeconds(): number {
    return unboundedIntervalSeconds(this.intervals, this.workers);
  }

  /** Seconds after a written heartbeat in which others need not be written; 0 unless the setting allows it. */
  unwrittenSeconds(leaseSeconds: number): number {
    return this.defers ? unwrittenSeconds(this.longestSeconds, leaseSeconds) : 0;
  }
}
