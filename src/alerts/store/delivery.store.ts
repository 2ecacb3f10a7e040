import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';

const DUE = statement(import.meta.url, './sql/find-due-webhooks.sql');
const CLAIM = statement(import.meta.url, './sql/claim-deliveries.sql');
const FINISH = statement(import.meta.url, './sql/finish-delivery.sql');
const PUT_OFF = statement(import.meta.url, './sql/put-off-delivery.sql');
const SUPERSEDE = statement(import.meta.url, './sql/supersede-reminders.sql');
const TRIM = statement(import.meta.url, './sql/trim-deliveries.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-deliveries.sql');
const READ_WEBHOOKS = statement(import.meta.url, './sql/read-webhooks.sql');
const RELEASE = statement(import.meta.url, './sql/release-delivery.sql');

/** A message that was claimed for one attempt. */
export interface ClaimedDelivery {
  readonly seq: string;
  /** The webhook-id, the same in every attempt. */
  readonly id: string;
  readonly rule: string;
  readonly type: string;
  readonly body: string;
  /** Number of attempts, this one included. */
  readonly attempts: number;
  /** The time of the claim. */
  readonly now: Date;
}

export interface WebhookRow {
  readonly name: string;
  readonly last_attempt_at: Date | null;
  readonly last_delivered_at: Date | null;
  readonly last_error: string | null;
  readonly last_error_at: Date | null;
  readonly waiting: number;
  readonly next_at: Date | null;
}

/** Stores the messages that wait for webhooks. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /** Returns the webhooks that have a message due. */
  async findDueWebhooks(webhooks: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ webhook: string }>(DUE, [webhooks]);
    return rows.map(({ webhook }) => webhook);
  }

  /** @param lostAfterMs another attempt may be made after this time */
  claimDeliveries(webhook: string, limit: number, lostAfterMs: number): Promise<ClaimedDelivery[]> {
    return this.database.query<ClaimedDelivery>(CLAIM, [webhook, limit, lostAfterMs / 1000]);
  }

  async finishDelivery({ seq, attempts }: ClaimedDelivery): Promise<void> {
    await this.database.query(FINISH, [seq, attempts, true, null]);
  }

  async giveUpDelivery({ seq, attempts }: ClaimedDelivery, error: string): Promise<void> {
    await this.database.query(FINISH, [seq, attempts, false, error]);
  }

  /** @param asked whether the receiver asked for that time, which then must not be shortened */
  async putOffDelivery(
    { seq, attempts }: ClaimedDelivery,
    error: string,
    delayMs: number,
    asked: boolean,
  ): Promise<void> {
    await this.database.query(PUT_OFF, [seq, attempts, error, delayMs / 1000, asked]);
  }

  /** Releases an attempt that was interrupted through no fault of the receiver: it does not count. */
  async releaseDelivery({ seq, attempts }: ClaimedDelivery): Promise<void> {
    await this.database.query(RELEASE, [seq, attempts]);
  }

  /** Drops the reminders that wait behind a newer message of the rule. */
  async supersedeReminders(tx: Queryable, rule: string, webhooks: readonly string[]): Promise<void> {
    await tx.query(SUPERSEDE, [rule, webhooks]);
  }

  /** Drops messages to a webhook beyond the limit. @returns how many */
  async trimDeliveries(
    tx: Queryable,
    webhook: string,
    limit: number,
  ): Promise<{ dropped: number; reminders: number }> {
    return (await tx.query<{ dropped: number; reminders: number }>(TRIM, [webhook, limit]))[0]!;
  }

  /** Deletes messages older than `days`. @returns how many, up to the limit */
  async expireDeliveries(days: number, limit: number): Promise<number> {
    return (await this.database.query<{ expired: number }>(EXPIRE, [days, limit]))[0]!.expired;
  }

  readWebhooks(names: readonly string[]): Promise<WebhookRow[]> {
    return this.database.query<WebhookRow>(READ_WEBHOOKS, [names]);
  }
}
