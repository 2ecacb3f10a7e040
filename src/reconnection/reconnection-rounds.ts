import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { Probes } from './probes.js';
import { ProbeStore } from './store/probe.store.js';

/** Maximum delay of a probe as a share of the interval: one query serves all workers that become due within it. */
const GRAIN_SHARE = 0.1;
const MAX_GRAIN_MS = 250;

/** Offline workers are searched a little more often than promised, which leaves time to probe them. */
const ENROL_SHARE = 0.8;

/**
 * Probes offline workers periodically. Each instance has one timer, and claims due workers that no other instance has
 * claimed: the work is shared, and nothing is lost when an instance dies.
 */
@Injectable()
export class ReconnectionRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Reconnection');
  private readonly intervalMs: number;
  private readonly grainMs: number;
  private readonly enabled: boolean;
  private enrolAt = 0;
  private running: Promise<void> | undefined;
  private again = false;
  private timeout: NodeJS.Timeout | undefined;
  private listening = false;
  private stopped = false;

  constructor(
    private readonly store: ProbeStore,
    private readonly probes: Probes,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.enabled = worker.reconnectEnabled;
    this.intervalMs = worker.reconnectIntervalMs;
    this.grainMs = Math.min(MAX_GRAIN_MS, this.intervalMs * GRAIN_SHARE);
  }

  onApplicationBootstrap(): void {
    if (this.enabled) this.arm(Math.random() * this.intervalMs * ENROL_SHARE);
  }

  /** Stops the timers, and waits for the current run. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timeout);
    await this.running;
  }

  private arm(delayMs: number): void {
    clearTimeout(this.timeout);
    if (this.stopped) return;
    this.timeout = setTimeout(() => this.wake(), delayMs);
  }

  /** Runs now, or once more after the run under way. */
  private wake(): void {
    this.again = true;
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    let delayMs = this.intervalMs;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.round();
        // If a slot was released meanwhile, there is no pause.
        if (!this.again) delayMs = Math.min(this.enrolAt - performance.now(), await this.store.nextDueMs());
      }
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
    }
    this.running = undefined;
    this.arm(Math.max(this.grainMs, delayMs));
  }

  /** Enrols new offline workers, and starts the probes that are due. */
  private async round(): Promise<void> {
    if (performance.now() >= this.enrolAt) {
      await this.store.enrolWorkers();
      this.enrolAt = performance.now() + this.intervalMs * ENROL_SHARE;
    }
    void this.listen();
    // They end by themselves; each released slot is noticed.
    void (await this.probes.startProbes((free) => this.store.claimDue(free)));
  }

  /** Refills each released slot immediately, without waiting for the slowest probe of a batch. */
  private async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    await this.probes.slotFreed();
    this.listening = false;
    this.wake();
  }
}
