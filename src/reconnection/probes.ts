import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import DataLoader from 'dataloader';
import { WorkerHealthMonitorService } from '../health/worker-health-monitor.service.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { backoffMs, jittered, paceOf, type Pace } from './backoff.js';
import { Prober } from './prober.js';
import { Slots, type FreeSlots } from './slots.js';
import { ProbeStore, type ProbeResult, type Renewed } from './store/probe.store.js';
import type { Answer, Lane, Target } from './target.js';

/** Results that arrive within this time are written by one statement. */
const GATHER_MS = 20;

/**
 * A first probe gets this share of the limit, but at least this time; a worker that does not answer within it gets
 * the whole limit next.
 */
const LOOK_SHARE = 0.1;
const LEAST_LOOK_MS = 100;

/** The result of one probe. */
export interface ProbeReport {
  readonly target: Target;
  readonly answer: Answer;
  /** True if the first probe was too short to decide: the worker is probed again, with the whole limit. */
  readonly open: boolean;
  /** Undefined if no lease was renewed. */
  readonly renewed: Renewed | undefined;
  readonly milliseconds: number;
}

/** Probes of this process since its start. */
export interface ProbeCounts {
  reached: number;
  failed: number;
  refused: number;
}

/**
 * Runs claimed probes: each in a slot, with the results of concurrent probes written together. A probe occupies its
 * slot until its result is written, so that a slow database slows the probing.
 */
@Injectable()
export class Probes implements OnModuleDestroy {
  readonly counts: ProbeCounts = { reached: 0, failed: 0, refused: 0 };

  private readonly logger = new Logger('Reconnection');
  private readonly slots: Slots;
  private readonly limitMs: number;
  private readonly lookMs: number;
  private readonly pace: Pace;
  private readonly running = new Set<Promise<ProbeReport>>();
  private readonly writer: DataLoader<ProbeResult, Renewed | undefined>;
  private turn: Promise<unknown> = Promise.resolve();
  private isStopping = false;

  constructor(
    private readonly prober: Prober,
    private readonly store: ProbeStore,
    private readonly monitor: WorkerHealthMonitorService,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.slots = new Slots(worker.reconnectConcurrency);
    this.limitMs = worker.reconnectTimeoutMs;
    this.lookMs = Math.min(this.limitMs, Math.max(LEAST_LOOK_MS, this.limitMs * LOOK_SHARE));
    this.pace = { intervalMs: worker.reconnectIntervalMs, maxBackoffMs: worker.reconnectMaxBackoffMs };
    this.writer = new DataLoader((results) => this.write(results), {
      cache: false,
      batchScheduleFn: (dispatch) => setTimeout(dispatch, GATHER_MS),
    });
  }

  /**
   * Starts as many probes as there are free slots.
   * @param claim claims workers, up to the given number
   * @param patient gives each the whole limit immediately, in a slot for slow workers
   * @returns the started probes; undefined if no slot was free
   */
  startProbes(
    claim: (free: FreeSlots) => Promise<Target[]>,
    { patient = false } = {},
  ): Promise<Promise<ProbeReport>[] | undefined> {
    // One at a time, as each call counts the slots that are free when it claims.
    const started = this.turn.then(async () => {
      const { free } = this.slots;
      if (this.isStopping) return [];
      if ((patient ? free.slow : free.any) === 0) return undefined;
      const targets = await claim(free);
      return targets.map((target) => this.run(target, patient ? 'slow' : target.lane));
    });
    this.turn = started.catch(() => undefined);
    return started;
  }

  /** Whether no further probe starts. */
  get stopping(): boolean {
    return this.isStopping;
  }

  /** Number of probes under way. */
  get underWay(): number {
    return this.running.size;
  }

  /** Resolves when a slot is released. */
  slotFreed(): Promise<void> {
    return this.slots.waitForChange();
  }

  /** Aborts the probes under way, and releases their claims. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.turn;
    this.prober.abortProbes();
    await Promise.allSettled(this.running);
  }

  private run(target: Target, lane: Lane): Promise<ProbeReport> {
    const probe = this.slots.runInSlot(lane, () => this.dialAndWrite(target, lane));
    this.running.add(probe);
    probe
      // If nothing could be written, the claim expires and the worker is probed again.
      .catch((error: unknown) => this.complain(error))
      .finally(() => this.running.delete(probe));
    return probe;
  }

  private async dialAndWrite(target: Target, lane: Lane): Promise<ProbeReport> {
    const limitMs = lane === 'slow' ? this.limitMs : this.lookMs;
    const begun = performance.now();
    const answer = await this.prober.probeTarget(target, limitMs);
    const milliseconds = Math.round(performance.now() - begun);
    const timedOut = answer.outcome === 'failed' && answer.timedOut;
    const open = answer.outcome === 'stopped' || (timedOut && limitMs < this.limitMs);
    if (answer.outcome !== 'stopped' && !open) this.counts[answer.outcome] += 1;
    const renewed = await this.writer.load({
      id: target.id,
      revision: target.revision,
      outcome: open ? 'open' : answer.outcome === 'reached' ? 'reached' : 'failed',
      lane: answer.outcome === 'stopped' ? target.lane : timedOut ? 'slow' : 'quick',
      pauseMs: jittered(backoffMs(target.failures + 1, paceOf(target.reconnect, this.pace)), Math.random()),
      how: target.healthPath === null ? 'tcp' : 'http',
      address: 'address' in answer ? answer.address : null,
      port: target.port,
      actor: target.actor,
    });
    return { target, answer, open, renewed, milliseconds };
  }

  private async write(results: readonly ProbeResult[]): Promise<(Renewed | undefined)[]> {
    const renewed = new Map((await this.store.recordResults(results)).map((each) => [each.id, each]));
    const back = results.filter(({ id }) => renewed.get(id)?.endedSilence === true);
    for (const { id, how, address, port } of back) {
      const { workerId, was } = renewed.get(id)!;
      this.logger.log(`${workerId} (${was}) was reached at ${address} port ${port} by ${how}`);
    }
    if (back.length > 0) await this.judge(back.map(({ id }) => id));
    return results.map(({ id }) => renewed.get(id));
  }

  /** The lease is renewed even if this fails: the next sweep judges the workers. */
  private async judge(ids: readonly string[]): Promise<void> {
    try {
      await this.monitor.judgeWorkers(ids);
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    logUnlessUnavailable(this.logger, error);
  }
}
