import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { LeaseWatch } from '../detection/watch/lease-watch.service.js';
import { guardThresholdsOf, type GuardThresholds } from '../fleet/guard-thresholds.js';
import { Suspicion } from '../fleet/suspicion.js';
import { eachAbreast } from '../platform/batch/abreast.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { Prober } from './prober.js';
import { RecentDeaths } from './recent-deaths.js';
import { DeathStore, type Death, type Listener } from './store/death.store.js';
import type { Answer } from './target.js';

/** A process often begins to listen a moment after it has registered. */
const FIRST_LOOK_MS = 2000;
/** More registrations than these in that time are not looked at: their deaths are found by their leases. */
const MAX_WAITING = 10_000;

/**
 * Looks at suspects at once, ahead of all other probes: a refused connection, where this process was seen to listen, proves
 * that the process is gone. Anything else leaves the worker suspect until its lease ends.
 */
@Injectable()
export class ProvenDeaths implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('ProvenDeaths');
  private readonly recent = new RecentDeaths();
  private readonly guard: GuardThresholds;
  private readonly enabled: boolean;
  private readonly limitMs: number;
  private readonly abreast: number;
  private registered = new Set<string>();
  private task: RepeatingTask | undefined;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly watch: LeaseWatch,
    private readonly store: DeathStore,
    private readonly prober: Prober,
    private readonly suspicion: Suspicion,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.enabled = worker.reconnectEnabled;
    this.limitMs = worker.reconnectTimeoutMs;
    this.abreast = worker.reconnectConcurrency;
    this.guard = guardThresholdsOf(worker);
  }

  onModuleInit(): void {
    if (!this.enabled) return;
    this.watch.onSuspects((ids) => this.keep(this.probeSuspects(ids)));
    this.watch.onRegistration((id) => {
      if (this.registered.size < MAX_WAITING) this.registered.add(id);
    });
    this.task = new RepeatingTask(FIRST_LOOK_MS, this.logger, () => this.lookAtNew());
  }

  async onModuleDestroy(): Promise<void> {
    await this.task?.stop();
    await Promise.allSettled(this.underWay);
  }

  /** Finds out once where new processes listen. */
  private async lookAtNew(): Promise<void> {
    if (this.registered.size === 0) return;
    const ids = [...this.registered];
    this.registered = new Set();
    const seen: Listener[] = [];
    await this.dialAll(await this.store.findListeners(ids, false), (listener, { outcome }) => {
      if (outcome === 'reached') seen.push(listener);
    });
    if (seen.length > 0) await this.store.markSeenOpen(seen);
  }

  private async probeSuspects(ids: readonly string[]): Promise<void> {
    const deaths: Death[] = [];
    const zones = new Map<string, string>();
    await this.dialAll(await this.store.findListeners(ids, true), (listener, answer) => {
      if (answer.outcome !== 'failed' || !answer.nobodyListens) return;
      const { id, revision, zone, port } = listener;
      const address = answer.address ?? listener.host;
      const error = `Connection refused by ${address}:${port}, where this process listened before`;
      deaths.push({ id, revision, error, address, port });
      zones.set(id, zone);
    });
    if (deaths.length === 0 || this.suspicion.widespread.fleet) return;
    const limitOf = await this.limits();
    const allowed = this.recent.admitDeaths(deaths, ({ id }) => zones.get(id)!, limitOf, performance.now());
    if (allowed.length === 0) return;
    const dead = await this.store.recordDeaths(allowed, this.suspicion.widespread.zones);
    for (const { worker_id: workerId } of dead)
      this.logger.log(`${workerId} is dead: it refused a connection where it listened before`);
  }

  /** Fewer than would engage the guard of a zone, or half of its threshold. */
  private async limits(): Promise<(zone: string) => number> {
    const { enabled, thresholdPercent, minWorkers } = this.guard;
    if (!enabled) return () => Infinity;
    const { zones } = await this.statistics.readFigures();
    const sizes = new Map(zones.map(({ zone, present }) => [zone ?? '', present]));
    return (zone) => Math.max(minWorkers - 1, Math.floor(((sizes.get(zone) ?? 0) * thresholdPercent) / 200));
  }

  private async dialAll(
    listeners: readonly Listener[],
    told: (listener: Listener, answer: Answer) => void,
  ): Promise<void> {
    await eachAbreast(listeners, this.abreast, async (listener) => {
      const { id, worker_id: workerId, revision, host, port } = listener;
      const target = { id, workerId, revision, host, port, healthPath: null, reconnect: null, failures: 0 };
      told(listener, await this.prober.probeTarget({ ...target, lane: 'quick' }, this.limitMs));
    });
  }

  private keep(work: Promise<void>): void {
    const done = work.catch((error: unknown) => logUnlessUnavailable(this.logger, error));
    this.underWay.add(done);
    void done.finally(() => this.underWay.delete(done));
  }
}
