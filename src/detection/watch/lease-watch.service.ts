import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { intervalRulesOf, leaseMsOr, longestAnswerSeconds, type IntervalRules } from '../../fleet/lease.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { WorkerHealthMonitorService } from '../../health/worker-health-monitor.service.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Metrics } from '../../platform/observability/metrics.js';
import { RepeatingTask } from '../../platform/scheduling/repeating-task.js';
import { SuspectStore, type SeeminglyLate, type Unwritten } from '../store/suspect.store.js';
import { LeaseWheel } from './lease-wheel.js';

const TICK_MS = 250;
/** Maximum number of workers per statement: a fleet that falls silent together must not occupy the database. */
const AT_ONCE = 1000;
/** The statement that renewed a lease began a moment before its answer: the lease has ended by then for certain. */
const SLACK_MS = 250;

/** Gets the ids of workers that have just become suspect. */
export type SuspectListener = (ids: readonly string[]) => void;

export type { Unwritten } from '../store/suspect.store.js';

/** What this instance knows of the last heartbeats of workers, and the rows do not. */
export interface UnwrittenSource {
  /** Returns what is known of a worker that seems late: it is written then, once. */
  take(id: string): Unwritten | undefined;
  /** Its row was left alone: what was taken is written later. */
  giveBack(unwritten: Unwritten): void;
  /** The lease of the worker has ended. */
  forget(id: string): void;
}

/**
 * Watches the leases that this instance has granted: it knows a suspect within a second, and judges a worker whose lease has
 * ended without waiting for the next sweep. If this instance dies, sweeps judge its workers until their next heartbeat.
 */
@Injectable()
export class LeaseWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('LeaseWatch');
  private readonly wheel = new LeaseWheel(TICK_MS, performance.now());
  private readonly counts = { suspects: 0, ended: 0 };
  private readonly listeners: SuspectListener[] = [];
  private readonly beginnings: ((id: string) => void)[] = [];
  private readonly losses: ((id: string) => void)[] = [];
  private unwritten: UnwrittenSource | undefined;
  private readonly floorMs: number;
  private readonly intervals: IntervalRules;
  private task: RepeatingTask | undefined;

  constructor(
    private readonly store: SuspectStore,
    private readonly monitor: WorkerHealthMonitorService,
    private readonly suspicion: Suspicion,
    metrics: Metrics,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.floorMs = worker.suspectFloorSeconds * 1000;
    this.intervals = intervalRulesOf(worker);
    metrics.addGauge({
      name: 'worker_registration_watched_leases',
      help: 'Leases that this process granted and watches.',
      read: () => [[{}, this.wheel.size]],
    });
    metrics.addCounter({
      name: 'worker_registration_suspicions_total',
      help: 'Times that a worker whose lease this process watches became suspect.',
      read: () => [[{}, this.counts.suspects]],
    });
    metrics.addCounter({
      name: 'worker_registration_leases_ended_total',
      help: 'Leases that ended while this process watched them.',
      read: () => [[{}, this.counts.ended]],
    });
  }

  onApplicationBootstrap(): void {
    this.task = new RepeatingTask(TICK_MS, this.logger, () => this.checkLeases());
  }

  async onModuleDestroy(): Promise<void> {
    await this.task?.stop();
  }

  /** Calls a listener whenever workers become suspect. */
  onSuspects(listener: SuspectListener): void {
    this.listeners.push(listener);
  }

  supplyUnwritten(source: UnwrittenSource): void {
    this.unwritten = source;
  }

  /** Calls a listener whenever a session has ended without a farewell, before that is stored. */
  onLostSession(listener: (id: string) => void): void {
    this.losses.push(listener);
  }

  sessionLost(id: string): void {
    for (const listener of this.losses) listener(id);
  }

  /** Looks at workers that have just become suspect because their sessions ended without a farewell. */
  sessionsLost(ids: readonly string[]): void {
    this.counts.suspects += ids.length;
    this.becameSuspect(ids);
  }

  /** Calls a listener whenever a worker has registered. */
  onRegistration(listener: (id: string) => void): void {
    this.beginnings.push(listener);
  }

  /** Watches the lease of a worker that has registered just now. */
  watchRegistered(id: string, leaseSeconds: number | null): void {
    this.watchLease(id, leaseSeconds);
    for (const listener of this.beginnings) listener(id);
  }

  /**
   * Watches a lease that was granted just now.
   * @param leaseSeconds null: the length of the settings
   * @param intervalSeconds when the next heartbeat is expected; default: after the longest interval
   */
  watchLease(id: string, leaseSeconds: number | null, intervalSeconds?: number): void {
    const now = performance.now();
    const leaseMs = leaseMsOr(leaseSeconds, this.intervals.leaseMs);
    const seconds = intervalSeconds ?? this.longestInterval(leaseMs);
    this.wheel.watchWorker(id, now + seconds * 1000 + this.floorMs, now + leaseMs + SLACK_MS);
  }

  /**
   * Notes a heartbeat that is answered without a write: the lease stays as it is.
   * @returns false if this instance does not watch the lease, or has already found the worker late
   */
  noteHeartbeat(id: string, intervalSeconds: number): boolean {
    return this.wheel.noteSign(id, performance.now() + intervalSeconds * 1000 + this.floorMs);
  }

  /** Notifies the listeners of workers that have just become suspect: by their lateness, or by reports of schedulers. */
  becameSuspect(ids: readonly string[]): void {
    for (const listener of this.listeners) listener(ids);
  }

  private longestInterval(leaseMs: number): number {
    return longestAnswerSeconds({ ...this.intervals, leaseMs }, this.suspicion.workers);
  }

  private async checkLeases(): Promise<void> {
    const { late, ended } = this.wheel.advanceTo(performance.now(), AT_ONCE);
    this.counts.ended += ended.length;
    for (const id of ended) this.unwritten?.forget(id);
    try {
      if (ended.length > 0) await this.monitor.judgeEnded(ended);
    } finally {
      if (late.length > 0) await this.suspect(late);
    }
    // Until that is written, no statement takes them for suspects.
    if (late.length === AT_ONCE && this.unwritten !== undefined) await this.checkLeases();
  }

  /** The database decides: a worker may usually be later, or have turned to another instance. */
  private async suspect(late: readonly string[]): Promise<void> {
    const found = await this.findSuspects(late);
    const suspects = found.filter(({ suspect }) => suspect).map(({ id }) => id);
    const now = performance.now();
    for (const { id, suspect, seconds } of found)
      if (!suspect) this.wheel.lateAgainAt(id, now + this.patience(seconds * 1000) + TICK_MS);
    this.counts.suspects += suspects.length;
    if (suspects.length > 0) this.becameSuspect(suspects);
  }

  /** Looks at the workers again later if the database fails. */
  private async findSuspects(late: readonly string[]): Promise<SeeminglyLate[]> {
    try {
      await this.noteSilences(late);
      return await this.store.findSuspects(late);
    } catch (error) {
      const at = performance.now() + this.floorMs;
      for (const id of late) this.wheel.lateAgainAt(id, at);
      throw error;
    }
  }

  private async noteSilences(late: readonly string[]): Promise<void> {
    const { unwritten } = this;
    if (unwritten === undefined) return;
    const lateSeconds = this.floorMs / 1000;
    const silent = late.map(
      (id) => unwritten.take(id) ?? { id, count: 0, worstLate: 0, heardSecondsAgo: undefined, lateSeconds },
    );
    let written: ReadonlySet<string> = new Set();
    try {
      written = await this.store.noteSilences(silent);
    } finally {
      for (const each of silent) if (!written.has(each.id)) unwritten.giveBack(each);
    }
  }

  /** A row that was locked still expects the next heartbeat later. */
  private patience(ms: number): number {
    return this.unwritten === undefined ? ms : Math.min(ms, this.floorMs);
  }
}
