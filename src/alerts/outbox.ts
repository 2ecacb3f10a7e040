import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { receivesRule, type AlertWebhook } from '../platform/config/alert-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import type { Queryable } from '../platform/database/database.js';
import { counted } from '../platform/text/counted.js';
import type { Findings } from './findings.js';
import type { Message } from './group.js';
import { payloadOf } from './payload.js';
import type { NewDelivery, RuleIdentity } from './store/alert.store.js';
import { DeliveryStore } from './store/delivery.store.js';

/** Maximum number of waiting messages per webhook. */
const MAX_WAITING = 1000;

/** Turns a message into one delivery for each webhook of its rule. */
@Injectable()
export class Outbox {
  private readonly logger = new Logger('Alerts');
  private readonly webhooks: readonly AlertWebhook[];

  constructor(
    private readonly store: DeliveryStore,
    @Inject(SETTINGS) { alerts }: Settings,
  ) {
    this.webhooks = alerts.webhooks;
  }

  hasReceivers(rule: string): boolean {
    return this.webhooks.some((webhook) => receivesRule(webhook, rule));
  }

  /** Makes room in the transaction of the change, which then stores the returned deliveries. */
  async writeMessage(
    tx: Queryable,
    rule: RuleIdentity,
    message: Message,
    found: Findings,
    now: number,
  ): Promise<NewDelivery[]> {
    const receivers = this.webhooks
      .filter((webhook) => receivesRule(webhook, rule.name))
      .map(({ name }) => name);
    await this.store.supersedeReminders(tx, rule.name, receivers);
    for (const webhook of receivers) await this.makeRoom(tx, webhook);
    const body = JSON.stringify(payloadOf(rule, message, found, now));
    return receivers.map((webhook) => ({ id: `msg_${uuidv7()}`, webhook, type: message.type, body }));
  }

  private async makeRoom(tx: Queryable, webhook: string): Promise<void> {
    const { dropped, reminders } = await this.store.trimDeliveries(tx, webhook, MAX_WAITING - 1);
    if (dropped === 0) return;
    const what = `${counted(dropped, 'message')} (${counted(reminders, 'reminder')} among them)`;
    this.logger.error(`dropped ${what} to ${webhook}: at most ${MAX_WAITING} may wait for a webhook`);
  }
}
