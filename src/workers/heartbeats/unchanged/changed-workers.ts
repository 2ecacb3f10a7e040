import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { JournalSignal } from '../../../journal/stream/journal-signal.service.js';
import { logUnlessUnavailable } from '../../../platform/database/log-unless-unavailable.js';
import { ChangedWorkerStore } from './store/changed-workers.store.js';

/** Reads in a second; a few more at once after a rest. */
const READS_PER_SECOND = 10;
const READ_INTERVAL_MS = 1000 / READS_PER_SECOND;
/** Maximum time between them: notifications may be lost. */
const QUIET_INTERVAL_MS = 1000;
/** Without a read for longer, nothing is known about the workers. */
const CURRENT_MS = 2500;

/** Gets the ids of workers that have changed; undefined: any may have. */
export type ChangeListener = (ids: readonly string[] | undefined) => void;

/**
 * Knows which workers have changed, by any instance: what is journalled of them. In a quiet journal this instance knows of an
 * event before it answers the next heartbeat; in a busy one, within the time between two reads.
 */
@Injectable()
export class ChangedWorkers implements OnModuleDestroy {
  private readonly logger = new Logger('Heartbeats');
  private changed: ChangeListener = () => undefined;
  private since: string | undefined;
  /** When the last complete read began. */
  private readAt = -Infinity;
  private begunAt = -Infinity;
  /** Reads that may begin at once. */
  private allowed = READS_PER_SECOND;
  /** Signals of events that are waited for, and those of them whose events are known. */
  private signals = 0;
  private known = 0;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private reading: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly store: ChangedWorkerStore,
    private readonly signal: JournalSignal,
  ) {}

  startListening(changed: ChangeListener): void {
    this.changed = changed;
    this.signal.onWrite(() => this.hear());
    this.schedule(0);
  }

  /** Whether all events are known, but for those of the last moment. */
  isCurrent(now: number): boolean {
    return this.signals === this.known && now - this.readAt < CURRENT_MS;
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.reading;
  }

  private hear(): void {
    if (this.allowance(performance.now()) < 1) return this.schedule(READ_INTERVAL_MS);
    this.signals += 1;
    this.schedule(0);
  }

  private allowance(now: number): number {
    return Math.min(READS_PER_SECOND, this.allowed + (now - this.begunAt) / READ_INTERVAL_MS);
  }

  private schedule(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (this.stopped || dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => void this.round(), delayMs).unref();
  }

  private async round(): Promise<void> {
    this.dueAt = Infinity;
    if (this.reading !== undefined) return;
    this.reading = this.read().catch((error: unknown) => logUnlessUnavailable(this.logger, error));
    await this.reading;
    this.reading = undefined;
    this.schedule(this.signals === this.known ? QUIET_INTERVAL_MS : 0);
  }

  private async read(): Promise<void> {
    const begunAt = performance.now();
    this.allowed = Math.max(0, this.allowance(begunAt) - 1);
    this.begunAt = begunAt;
    const { signals } = this;
    const { next, ids } = await this.store.readChangedWorkers(this.since);
    // Before the first read nothing is known, nor after the database was replaced by an older one.
    const isContinued = this.since !== undefined && BigInt(next) >= BigInt(this.since);
    this.since = next;
    this.changed(isContinued ? ids : undefined);
    this.readAt = begunAt;
    this.known = signals;
  }
}
