import { Injectable } from '@nestjs/common';
import type { AlertRule } from '../../platform/config/alert-settings.js';
import { readNow } from '../../platform/database/common-statements.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { givenMoment } from '../../platform/database/given-moment.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { Findings, Subject } from '../findings.js';
import type { Item } from '../group.js';

const LOCK = statement(import.meta.url, './sql/lock-rule.sql');
const READ_ITEMS = statement(import.meta.url, './sql/read-items.sql');
const APPLY = statement(import.meta.url, './sql/apply-evaluation.sql', JOURNAL);
const REMOVED = statement(import.meta.url, './sql/find-removed-rules.sql');
const MUTE = statement(import.meta.url, './sql/mute-rule.sql', { ...JOURNAL, until: givenMoment('$4') });
const UNMUTE = statement(import.meta.url, './sql/unmute-rule.sql', JOURNAL);
const READ_RULES = statement(import.meta.url, './sql/read-rules.sql');
const FORGET = statement(import.meta.url, './sql/forget-rule.sql');
const READ_ACTIVE = statement(import.meta.url, './sql/read-active-items.sql');

/** The identity of a rule's row. */
export type RuleIdentity = Pick<AlertRule, 'name' | 'kind' | 'severity'>;

/** The stored state of a rule; times in milliseconds of the database's clock. */
export interface KeptRule {
  readonly muted: boolean;
  readonly muteReason: string | null;
  readonly lastSentAt: number | null;
  readonly mutedUntil: number | null;
  readonly now: number;
}

/** One message to one webhook. */
export interface NewDelivery {
  readonly id: string;
  readonly webhook: string;
  readonly type: string;
  readonly body: string;
}

/** The decision of an evaluation. */
export interface Evaluated extends Pick<Findings, 'value' | 'total' | 'summary'> {
  readonly muted: boolean;
  readonly sent: boolean;
  /** Whether the operator's mute has ended. */
  readonly unmuted: boolean;
  /** Whether the rule began to fire or was resolved; null if neither. */
  readonly change: 'firing' | 'resolved' | null;
  /** New or changed items. */
  readonly items: readonly Item[];
  readonly gone: readonly string[];
  readonly events: readonly { readonly type: string; readonly detail: object }[];
  readonly deliveries: readonly NewDelivery[];
}

export interface RuleRow {
  readonly name: string;
  readonly evaluated_at: Date | null;
  readonly value: number | null;
  readonly total: number;
  readonly summary: string | null;
  readonly last_sent_at: Date | null;
  readonly muted_until: Date | null;
  readonly mute_reason: string | null;
  readonly muted_by: string | null;
  readonly history: readonly {
    readonly at: string;
    readonly state: 'firing' | 'resolved';
    readonly summary: string;
  }[];
}

export interface ActiveRow {
  readonly rule: string;
  readonly pending_since: Date;
  readonly firing_since: Date | null;
  readonly subject: Subject;
}

/** Stores the state of rules and of their items. */
@Injectable()
export class AlertStore {
  constructor(private readonly database: Database) {}

  /** Locks a rule until the end of the transaction. */
  async lockRule(tx: Queryable, { name, kind, severity }: RuleIdentity): Promise<KeptRule> {
    return (await tx.query<KeptRule>(LOCK, [name, kind, severity]))[0]!;
  }

  readItems(tx: Queryable, rule: string): Promise<Item[]> {
    return tx.query<Item>(READ_ITEMS, [rule]);
  }

  async applyEvaluation(tx: Queryable, rule: string, evaluated: Evaluated): Promise<void> {
    const { items, gone, events, deliveries, ...figures } = evaluated;
    const rows = items.map((item) => ({
      ...item,
      pendingSince: isoOf(item.pendingSince),
      firingSince: isoOf(item.firingSince),
      endedAt: isoOf(item.endedAt),
    }));
    const parts = [figures, rows].map((part) => JSON.stringify(part));
    await tx.query(APPLY, [rule, ...parts, gone, JSON.stringify(events), JSON.stringify(deliveries)]);
  }

  /** Returns rules that are not among `names` and were not evaluated for that many seconds. */
  findRemovedRules(names: readonly string[], seconds: number): Promise<RuleIdentity[]> {
    return this.database.query<RuleIdentity>(REMOVED, [names, seconds]);
  }

  async forgetRule(tx: Queryable, rule: string): Promise<void> {
    await tx.query(FORGET, [rule]);
  }

  /** @returns whether the end is in the future; otherwise changes nothing */
  async muteRule(
    { name, kind, severity }: RuleIdentity,
    until: string,
    reason: string | null,
    actor: string,
  ): Promise<boolean> {
    return (await this.database.query(MUTE, [name, kind, severity, until, reason, actor])).length === 1;
  }

  /** @returns whether there was a mute of an operator */
  async unmuteRule(rule: string, actor: string): Promise<boolean> {
    return (await this.database.query(UNMUTE, [rule, actor])).length === 1;
  }

  /** @param limit maximum number of items per rule */
  readRulesAndItems(
    names: readonly string[],
    limit: number,
  ): Promise<{ rules: RuleRow[]; items: ActiveRow[]; now: Date }> {
    return this.database.snapshot(async (tx) => {
      const now = await readNow(tx);
      const rules = await tx.query<RuleRow>(READ_RULES, [names]);
      const items = await tx.query<ActiveRow>(READ_ACTIVE, [names, limit]);
      return { rules, items, now };
    });
  }
}

const isoOf = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString();
