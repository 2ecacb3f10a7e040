import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { counted } from '../../../platform/text/counted.js';
import type { InstanceRegistry } from '../registry.js';
import { type PeerClient, PeerError } from './peer-client.js';
import { PeerQueue, type Batch, type Cause, type Named } from './peer-queue.js';

/** Time from one batch to the next: what happens meanwhile is sent together. */
const BATCH_MS = 500;
const LAST_RETRY_MS = 10_000;

/** The last batch of a process that stops. */
const FAREWELL_MS = 2000;

/** Answers that say that something in the batch is wrong: it would be repeated for ever. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([400, 413, 422, 500]);

/** What became of items. */
export type Outcome = 'accepted' | 'refused' | 'dropped';

/** Sends one peer what clients did here, in one batch after the other, until the process stops. */
export class PeerLink {
  readonly queue = new PeerQueue();
  private readonly counts: Record<Outcome, number> = { accepted: 0, refused: 0, dropped: 0 };
  private readonly logger = new Logger('Eureka');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;
  /** Whether the last batch was refused, which is logged once. */
  private isRefused = false;
  /** The peer is another instance of this service with the same database. */
  private isOurs = false;

  constructor(
    private readonly client: PeerClient,
    private readonly registry: InstanceRegistry,
    private readonly readFleetId: () => Promise<string>,
  ) {}

  get isAvailable(): boolean {
    return this.failures === 0;
  }

  countOf(outcome: Outcome): number {
    return this.counts[outcome] + (outcome === 'dropped' ? this.queue.droppedCount : 0);
  }

  addInstance(workerId: string, named: Named, cause: Cause): void {
    if (this.isOurs) return;
    this.queue.addInstance(workerId, named, cause);
    this.wake();
  }

  /** Sends what is waiting, if the peer is there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    if (this.queue.size === 0 || !this.isAvailable || this.isOurs) return;
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), FAREWELL_MS);
    await this.sendBatch(control.signal);
    clearTimeout(timer);
  }

  private wake(): void {
    const { signal } = this.stopping;
    if (signal.aborted) return;
    this.running ??= this.run(signal).finally(() => {
      this.running = undefined;
      if (this.queue.size > 0) this.wake();
    });
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.queue.size > 0) {
      const isHurried = this.isAvailable && this.queue.isLong;
      const waitMs = isHurried ? 0 : Math.min(BATCH_MS * 2 ** this.failures, LAST_RETRY_MS);
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.sendBatch(signal);
    }
  }

  private async sendBatch(signal: AbortSignal): Promise<void> {
    const batch = this.queue.takeBatch((workerId) => this.registry.findByName(workerId));
    if (batch.items.length === 0) return;
    const texts = batch.items.map(({ text }) => text);
    try {
      const fleet = await this.readFleetId();
      const { statuses, isOurs } = await this.client.sendBatch(texts, fleet, signal);
      if (isOurs) return this.leaveOut();
      this.queue.settleBatch(batch);
      this.judgeItems(batch, statuses);
      this.noteSuccess();
    } catch (error) {
      this.noteFailure(batch, error as Error);
    }
  }

  private judgeItems({ items, taken }: Batch, statuses: readonly number[]): void {
    for (const [index, { workerId, action }] of items.entries()) {
      const status = statuses[index]!;
      const isAccepted = status >= 200 && status < 300;
      this.counts[isAccepted ? 'accepted' : 'refused'] += 1;
      if (isAccepted || action === 'Cancel') continue;
      this.queue.forgetInstance(workerId);
      // As Eureka's servers do: a peer that does not know the instance gets all of it.
      if (status === 404 && action !== 'Register')
        this.queue.addInstance(workerId, taken.get(workerId)!, 'registered');
    }
  }

  private noteSuccess(): void {
    if (this.failures > 0)
      this.logger.log(`Eureka peer ${this.client.name} is available again; ${this.waitingText} for it`);
    this.failures = 0;
    this.isRefused = false;
  }

  private noteFailure(batch: Batch, error: Error): void {
    if (error instanceof PeerError && REFUSALS.has(error.status)) {
      this.counts.dropped += batch.items.length;
      if (this.isRefused) return;
      this.isRefused = true;
      const what = counted(batch.items.length, 'item');
      this.logger.error(`dropped ${what} for the Eureka peer ${this.client.name}: ${error.message}`);
      return;
    }
    this.queue.putBack(batch);
    if (this.stopping.signal.aborted) return;
    if (this.failures === 0)
      this.logger.warn(
        `Eureka peer ${this.client.name} is unavailable: ${error.message}; ${this.waitingText} for it`,
      );
    this.failures += 1;
  }

  private get waitingText(): string {
    const { size } = this.queue;
    return `${counted(size, 'instance')} ${size === 1 ? 'waits' : 'wait'}`;
  }

  private leaveOut(): void {
    this.isOurs = true;
    this.queue.clear();
    this.logger.log(
      `Eureka peer ${this.client.name} is this service with the same database: replication to it has ended`,
    );
  }
}
