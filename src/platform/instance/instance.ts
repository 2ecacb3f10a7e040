import { hostname } from 'node:os';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Queryable } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';
import type { Gap } from './gap.js';
import type { InstanceRecord, InstanceStore } from './store/instance.store.js';

const RECORD_INTERVAL_MS = 1000;

/** A living instance is seen every second; whoever is not for this long is gone. */
export const GONE_AFTER_MS = 10_000;

/** Heartbeats a second are told as the mean of so many seconds. */
const RATE_SECONDS = 10;

/**
 * This process, as the other instances know it: a number, a sign of life once a second, and its gaps, which are
 * the seconds in which it could take no heartbeat.
 */
@Injectable()
export class Instance implements OnModuleDestroy {
  private readonly logger = new Logger('Instance');
  private readonly name = `${hostname()}:${process.pid}`;
  /** Heartbeats that this process has taken. */
  heartbeats = 0;
  /** Its gaps, and how many seconds they lasted together. */
  gaps = { count: 0, seconds: 0 };
  private readonly taken: number[] = [0];
  private refused = false;
  private readonly waits: (() => number)[] = [];
  private seconds = 0;
  private readonly interval: NodeJS.Timeout;
  private recording: Promise<void> | undefined;

  private constructor(
    /** Names this process in the database. */
    readonly number: number,
    readonly toleranceMs: number,
    private readonly store: InstanceStore,
  ) {
    this.interval = setInterval(() => void (this.recording ??= this.tick()), RECORD_INTERVAL_MS).unref();
  }

  static async begin(store: InstanceStore, toleranceMs: number): Promise<Instance> {
    const number = await store.begin(`${hostname()}:${process.pid}`);
    const instance = new Instance(number, toleranceMs, store);
    await instance.adopt();
    return instance;
  }

  /**
   * Heartbeats that are on their way into the database may wait for a connection that leads nowhere while others serve: where
   * that takes longer than a gap, it is one.
   *
   * @param since when the first of those came that wait, by `performance.now()`; Infinity where none does
   */
  watchWaiting(since: () => number): void {
    this.waits.push(since);
  }

  /** So many heartbeats were taken. */
  took(heartbeats: number): void {
    this.heartbeats += heartbeats;
    this.taken[this.taken.length - 1]! += heartbeats;
  }

  /** Runs what takes heartbeats or registrations; where the database keeps it from that, the time is a gap. */
  async taking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.refuses(error);
      throw error;
    }
  }

  /** A heartbeat or registration is refused for that; where the database is the cause, the time is a gap. */
  refuses(error: unknown): void {
    if (error instanceof DomainError && error.code.startsWith('database_')) this.refused = true;
  }

  /** Records this instance in a transaction that goes on to judge workers: nobody is judged for a gap of our own. */
  async recordIn(tx: Queryable): Promise<void> {
    this.tell(await this.store.recordIn(tx, this.record()));
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.interval);
    await this.recording;
    await this.store.record(this.record()).catch(() => undefined);
  }

  private async tick(): Promise<void> {
    const record = this.record();
    this.refused = false;
    try {
      this.tell(await this.store.record(record));
      this.taken.push(0);
      if (this.taken.length > RATE_SECONDS) this.taken.shift();
      this.seconds += 1;
      if (this.seconds % (GONE_AFTER_MS / RECORD_INTERVAL_MS) === 0) await this.adopt();
    } catch (error) {
      this.refused ||= record.refused;
      // A database that is away is told of by everybody else already.
      if (!(error instanceof DomainError)) this.logger.error(error);
    } finally {
      this.recording = undefined;
    }
  }

  private record(): InstanceRecord {
    const heartbeatRate = this.taken.reduce((sum, each) => sum + each, 0) / this.taken.length;
    const { number, name, toleranceMs } = this;
    const longestWait = performance.now() - Math.min(...this.waits.map((since) => since()));
    const refused = this.refused || longestWait > toleranceMs;
    return { number, name, refused, toleranceMs, heartbeatRate };
  }

  private async adopt(): Promise<void> {
    for (const name of await this.store.adopt(this.number, GONE_AFTER_MS))
      this.logger.log(`${name} is gone; its workers have a whole lease to turn to another instance`);
  }

  private tell(gap: Gap | undefined): void {
    if (gap === undefined) return;
    const seconds = (gap.until - gap.from) / 1000;
    this.gaps.count += 1;
    this.gaps.seconds += seconds;
    this.logger.warn(`No heartbeats could be taken for ${seconds.toFixed(1)} s; no worker is blamed for it`);
  }
}
