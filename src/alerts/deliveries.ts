import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { AlertWebhook } from '../platform/config/alert-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { outcomeOf } from './delivery-outcome.js';
import { DeliveryStore, type ClaimedDelivery } from './store/delivery.store.js';
import { ANSWER_TIMEOUT_MS, send } from './webhook-sender.js';

/** Maximum number of concurrent deliveries to one webhook per process. */
const AT_ONCE = 8;

/** Much longer than the response timeout, so that a delivery in progress is not sent twice. */
const LOST_AFTER_MS = 6 * ANSWER_TIMEOUT_MS;

/** The shortest retry delay is seconds long, so more frequent checks would gain nothing. */
const MAX_PAUSE_MS = 5000;

/**
 * Sends the waiting messages, in every instance. Each webhook has its own queue, so that one that does not answer
 * delays no other; sweeps never wait for deliveries.
 */
@Injectable()
export class Deliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Alerts');
  private readonly webhooks: ReadonlyMap<string, AlertWebhook>;
  private readonly pauseMs: number;
  private readonly halt = new AbortController();
  private readonly queues = new Map<string, Promise<void>>();
  private looking: Promise<void> | undefined;
  private timeout: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: DeliveryStore,
    @Inject(SETTINGS) { alerts }: Settings,
  ) {
    this.webhooks = new Map(alerts.webhooks.map((webhook) => [webhook.name, webhook]));
    this.pauseMs = Math.min(alerts.intervalMs, MAX_PAUSE_MS);
  }

  onApplicationBootstrap(): void {
    if (this.webhooks.size > 0) this.arm();
  }

  /** Checks for new messages immediately. */
  checkSoon(): void {
    void this.checkDue();
  }

  /** Stops claiming messages and aborts those in progress, which another instance then sends. */
  async onModuleDestroy(): Promise<void> {
    this.halt.abort();
    clearTimeout(this.timeout);
    await this.looking;
    await Promise.all(this.queues.values());
  }

  private arm(): void {
    if (this.halt.signal.aborted) return;
    clearTimeout(this.timeout);
    const again = (): void => void this.checkDue().finally(() => this.arm());
    // The random part keeps instances that started together from querying together.
    this.timeout = setTimeout(again, this.pauseMs * (0.8 + Math.random() * 0.4));
  }

  private checkDue(): Promise<void> {
    this.looking ??= this.startQueues().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async startQueues(): Promise<void> {
    // An evaluation that finishes while the service stops also calls this.
    if (this.halt.signal.aborted) return;
    await this.tolerating(async () => {
      for (const name of await this.store.findDueWebhooks([...this.webhooks.keys()])) {
        if (this.halt.signal.aborted) return;
        if (this.queues.has(name)) continue;
        const queue = this.tolerating(() => this.work(this.webhooks.get(name)!));
        this.queues.set(
          name,
          queue.finally(() => this.queues.delete(name)),
        );
      }
    });
  }

  private async work(webhook: AlertWebhook): Promise<void> {
    while (!this.halt.signal.aborted) {
      const claimed = await this.store.claimDeliveries(webhook.name, AT_ONCE, LOST_AFTER_MS);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((each) => this.tolerating(() => this.attempt(webhook, each))));
    }
  }

  private async attempt(webhook: AlertWebhook, delivery: ClaimedDelivery): Promise<void> {
    const attempt = await send(webhook, delivery, delivery.now, this.halt.signal);
    if (this.halt.signal.aborted && 'failure' in attempt) return this.store.releaseDelivery(delivery);
    const outcome = outcomeOf(attempt, delivery.attempts, Date.now());
    const message = `${delivery.type} of ${delivery.rule} to ${webhook.name}`;
    switch (outcome.kind) {
      case 'delivered':
        return this.store.finishDelivery(delivery);
      case 'given-up':
        this.logger.error(
          `${message} failed permanently after attempt ${delivery.attempts}: ${outcome.error}`,
        );
        return this.store.giveUpDelivery(delivery, outcome.error);
      case 'retry': {
        const seconds = Math.round(outcome.delayMs / 1000);
        this.logger.warn(`${message} failed (${outcome.error}); retrying in ${seconds} s`);
        return this.store.putOffDelivery(delivery, outcome.error, outcome.delayMs, outcome.asked);
      }
    }
  }

  /** A result that could not be recorded is sent again, under the same id, once its claim expires. */
  private async tolerating(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
    }
  }
}
