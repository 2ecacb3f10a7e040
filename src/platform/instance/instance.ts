import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Queryable } from '../database/database.js';
import { concernsRows, isDatabaseRefusal } from '../database/database-errors.js';
import { RepeatingTask } from '../scheduling/repeating-task.js';
import { DomainError } from '../errors/domain-error.js';
import { PROCESS_NAME } from '../process-name.js';
import { gapToleranceMs } from './gap.js';
import { Lag } from './lag.js';
import { Refusals } from './refusals.js';
import type { ClockStore } from './store/clock.store.js';
import type { InstanceRecord, InstanceStore, Revealed } from './store/instance.store.js';

const RECORD_INTERVAL_MS = 1000;

/** A living instance is seen every second; one that is not seen for this long is gone. */
export const GONE_AFTER_MS = 10_000;

/** The heartbeat rate is a mean over this many seconds. */
const RATE_SECONDS = 10;

/**
 * This process as the other instances know it: a number, a sign of life once a second, and its gaps, which
 * are the times in which it could not accept heartbeats.
 */
@Injectable()
export class Instance implements OnModuleDestroy {
  private readonly logger = new Logger('Instance');
  private readonly name = PROCESS_NAME;
  /** Number of heartbeats that this process has accepted. */
  heartbeats = 0;
  /** Its gaps, and their total duration in seconds. */
  gaps = { count: 0, seconds: 0 };
  private readonly taken: number[] = [0];
  private readonly refusals = new Refusals();
  private readonly waits: (() => number)[] = [];
  private readonly gapListeners: (() => void)[] = [];
  private readonly lag = new Lag(RECORD_INTERVAL_MS, performance.now());
  private seconds = 0;
  /** Whether the database clock was set back, and some stored times may still be in the future. */
  private setBack = false;
  /** A longer silence of this instance is a gap. */
  readonly toleranceMs: number;
  private readonly task: RepeatingTask;

  private constructor(
    /** Identifies this process in the database. */
    readonly number: number,
    private readonly leaseMs: number,
    private readonly store: InstanceStore,
    private readonly clock: ClockStore,
  ) {
    this.toleranceMs = gapToleranceMs(leaseMs);
    this.task = new RepeatingTask(RECORD_INTERVAL_MS, this.logger, () => this.tick());
  }

  static async beginInstance(store: InstanceStore, clock: ClockStore, leaseMs: number): Promise<Instance> {
    if (await clock.hasFuture()) await clock.settleClock(leaseMs / 1000);
    const number = await store.beginInstance(PROCESS_NAME);
    const instance = new Instance(number, leaseMs, store, clock);
    await instance.adopt();
    return instance;
  }

  /**
   * Heartbeats on their way into the database may wait for a dead connection while others work: if that takes
   * long enough, it is a gap.
   *
   * @param since arrival time of the oldest waiting heartbeat, by `performance.now()`; Infinity if none waits
   */
  watchWaiting(since: () => number): void {
    this.waits.push(since);
  }

  /** Calls a listener after each gap of this instance, and whenever the clock was set back. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  /** How late this instance is, in seconds: its heartbeats wait, or it is too busy to read them. */
  get lagSeconds(): number {
    const now = performance.now();
    const waitedMs = now - Math.min(now, ...this.waits.map((since) => since()));
    return Math.max(waitedMs, this.lag.ms(now)) / 1000;
  }

  /** Counts accepted heartbeats. */
  countAccepted(heartbeats: number): void {
    this.heartbeats += heartbeats;
    this.taken[this.taken.length - 1]! += heartbeats;
  }

  /**
   * Runs work that accepts heartbeats or registrations; if the database prevents it, the time is a gap.
   * @param names the affected workers, by id or workerId, if a locked row is a gap of theirs only
   */
  async runAccepting<T>(work: () => Promise<T>, names: readonly string[] = []): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } catch (error) {
      if (names.length > 0 && concernsRows(error)) this.refusesWorkers(names, performance.now() - begun);
      else this.noteRefusal(error);
      throw error;
    }
  }

  /** Records the refusal of a heartbeat or registration; if the database is the cause, the time is a gap. */
  noteRefusal(error: unknown): void {
    if (error instanceof RowsLocked) return;
    if (isDatabaseRefusal(error)) this.refusals.noteRefusal();
  }

  /**
   * Records that heartbeats of these workers wait, or are refused, because their rows are locked: the gap is
   * theirs only.
   */
  refusesWorkers(names: readonly string[], waitedMs: number): void {
    this.refusals.refuseWorkers(names, waitedMs);
  }

  /**
   * Records this instance in a transaction that continues by judging workers, so that a gap of this instance
   * is known.
   */
  async recordIn(tx: Queryable): Promise<void> {
    this.reportGap(await this.store.recordIn(tx, this.record(this.refusals)));
  }

  async onModuleDestroy(): Promise<void> {
    await this.task.stop();
    await this.store.recordInstance(this.record(this.refusals)).catch(() => undefined);
  }

  private async tick(): Promise<void> {
    this.lag.tick(performance.now());
    const refusals = this.refusals.takeRefusals();
    try {
      this.reportGap(await this.store.recordInstance(this.record(refusals)));
      if (this.setBack) await this.settle();
      this.taken.push(0);
      if (this.taken.length > RATE_SECONDS) this.taken.shift();
      this.seconds += 1;
      if (this.seconds % (GONE_AFTER_MS / RECORD_INTERVAL_MS) === 0) await this.adopt();
    } catch (error) {
      this.refusals.putBack(refusals);
      throw error;
    }
  }

  private record(refusals: Refusals): InstanceRecord {
    const heartbeatRate = this.taken.reduce((sum, each) => sum + each, 0) / this.taken.length;
    const { number, name, toleranceMs } = this;
    const longestWait = performance.now() - Math.min(...this.waits.map((since) => since()));
    const waitedMs = longestWait > toleranceMs ? longestWait : undefined;
    const refusedMs = refusals.forMs();
    const refusedForMs = waitedMs === undefined ? refusedMs : Math.max(waitedMs, refusedMs ?? 0);
    return { number, name, refusedForMs, workers: refusals.ofWorkers(), toleranceMs, heartbeatRate };
  }

  private async settle(): Promise<void> {
    await this.clock.settleClock(this.leaseMs / 1000);
    this.setBack = false;
    this.logger.warn('The database clock was set back; stored times in the future have been corrected');
  }

  private async adopt(): Promise<void> {
    for (const name of await this.store.adoptInstances(this.number, GONE_AFTER_MS))
      this.logger.log(`Instance ${name} is gone; its workers have one full lease to reach another instance`);
  }

  private reportGap(revealed: Revealed): void {
    this.setBack ||= revealed.setBack;
    const { gap } = revealed;
    if (gap !== undefined || revealed.setBack) for (const listener of this.gapListeners) listener();
    if (gap === undefined) return;
    const seconds = (gap.until - gap.from) / 1000;
    this.gaps.count += 1;
    this.gaps.seconds += seconds;
    this.logger.warn(
      `Could not accept heartbeats for ${seconds.toFixed(1)} s; worker leases are extended accordingly`,
    );
  }
}

/** The row of a worker stays locked by another transaction: that is not a gap of the instance. */
export class RowsLocked extends DomainError {
  constructor() {
    super('database_busy');
  }
}
