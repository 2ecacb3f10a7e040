import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { Probes } from './probes.js';
import { ProbeStore } from './store/probe.store.js';

/** A worker is dialled so much later than it is due, at the most: one look at the table serves all that come due in it. */
const GRAIN_SHARE = 0.1;
const MAX_GRAIN_MS = 250;

/** Offline workers are looked for a little more often than promised, which leaves time to dial them. */
const ENROL_SHARE = 0.8;

/**
 * Dials offline workers again and again. Each instance has one timer, and takes whatever is due and nobody else's: so
 * the work is shared out, and an instance that dies leaves nothing undone.
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

  /** No timer fires any more, and what runs is finished. */
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

  /** Runs now, or once more after the run that is under way. */
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
        // A slot that is given back meanwhile is no reason to sleep.
        if (!this.again) delayMs = Math.min(this.enrolAt - performance.now(), await this.store.nextDueMs());
      }
    } catch (error) {
      // A database that is away is told of by everybody else already.
      if (!(error instanceof DomainError)) this.logger.error(error);
    }
    this.running = undefined;
    this.arm(Math.max(this.grainMs, delayMs));
  }

  /** Takes on who is offline, and begins what is due. */
  private async round(): Promise<void> {
    if (performance.now() >= this.enrolAt) {
      await this.store.enrol();
      this.enrolAt = performance.now() + this.intervalMs * ENROL_SHARE;
    }
    void this.listen();
    // They end by themselves, and are heard of by the slot that each gives back.
    void (await this.probes.start((free) => this.store.claimDue(free)));
  }

  /** Each slot that is given back is filled again at once; nobody waits for the slowest of a batch. */
  private async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    await this.probes.slotFreed();
    this.listening = false;
    this.wake();
  }
}
