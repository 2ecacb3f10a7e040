import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import type { FleetFigures } from '../statistics/system-statistics.service.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { AlertRule } from '../platform/config/alert-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { hasCode } from '../platform/errors/domain-error.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Deliveries } from './deliveries.js';
import { fleetFindings, isOnFleet } from './fleet-findings.js';
import { isOnZones, zoneFindings } from './zone-findings.js';
import type { Findings } from './findings.js';
import { decideGroup, isFiring, type Decision, type Pacing } from './group.js';
import { muteOf } from './mute.js';
import { Outbox } from './outbox.js';
import { MAX_ITEMS } from './payload.js';
import { AlertStore, type KeptRule, type RuleIdentity } from './store/alert.store.js';
import { FindingsStore } from './store/findings.store.js';

/** Instances with other settings evaluate within this time, even while they are being restarted. */
const REMOVED_AFTER_SECONDS = 600;

const MINUTE_MS = 60_000;

/** The findings of an evaluation for a rule, and the decision based on them. */
type Decided = Decision & Findings;

/** Evaluates the rules of the settings, once for all instances, and stores the changes together with their messages. */
@Injectable()
export class Evaluation implements OnApplicationBootstrap {
  private readonly logger = new Logger('Alerts');

  constructor(
    private readonly database: Database,
    private readonly store: AlertStore,
    private readonly findings: FindingsStore,
    private readonly statistics: SystemStatisticsService,
    private readonly outbox: Outbox,
    private readonly deliveries: Deliveries,
    private readonly duties: Duties,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { rules, webhooks, intervalMs } = this.settings.alerts;
    if (rules.length + webhooks.length === 0) return;
    this.duties.addDuty({ name: 'alerts', intervalMs, run: () => this.evaluateRules() });
  }

  /** @throws DomainError `database_unavailable` */
  async evaluateRules(): Promise<void> {
    const { rules } = this.settings.alerts;
    const statistics = rules.some(isOnFleet) ? await this.statistics.readStatistics() : undefined;
    // Figures from before an outage of the database say nothing about the present.
    if (statistics?.stale) return;
    const zones = rules.some(isOnZones) ? await this.statistics.readZones() : [];
    for (const rule of rules) await this.harmless(rule, () => this.evaluateRule(rule, statistics, zones));
    const names = rules.map(({ name }) => name);
    for (const removed of await this.store.findRemovedRules(names, REMOVED_AFTER_SECONDS))
      await this.harmless(removed, () => this.end(removed));
    this.deliveries.checkSoon();
  }

  private async evaluateRule(
    rule: AlertRule,
    statistics: SystemStatisticsDto | undefined,
    zones: FleetFigures['zones'],
  ): Promise<void> {
    const { groupWaitMs, groupIntervalMinutes } = this.settings.alerts;
    const pacing = {
      forMs: rule.forMinutes * MINUTE_MS,
      reminderMs: rule.reminderMinutes * MINUTE_MS,
      groupWaitMs: /^workers?-/.test(rule.kind) ? groupWaitMs : 0,
      groupIntervalMs: groupIntervalMinutes * MINUTE_MS,
    };
    const done = await this.database.transaction((tx) =>
      this.decide(tx, rule, pacing, async (known) => {
        if (isOnFleet(rule)) return fleetFindings(rule, statistics!);
        return isOnZones(rule) ? zoneFindings(rule, zones) : this.findings.findItems(tx, rule, known);
      }),
    );
    this.logChange(rule, done);
  }

  /** Ends a rule that the settings no longer have: its alerts are resolved, and its receivers are notified. */
  private async end(rule: RuleIdentity): Promise<void> {
    const none = {
      value: 0,
      total: 0,
      subjects: new Map(),
      summary: 'The rule was removed from the settings',
    };
    const pacing = { forMs: 0, reminderMs: Infinity, groupWaitMs: 0, groupIntervalMs: 0 };
    const done = await this.database.transaction(async (tx) => {
      const decided = await this.decide(tx, rule, pacing, async () => none);
      await this.store.forgetRule(tx, rule.name);
      return decided;
    });
    this.logChange(rule, done);
  }

  private async decide(
    tx: Queryable,
    rule: RuleIdentity & Pick<AlertRule, 'mutedUntil'>,
    pacing: Pacing,
    find: (known: readonly string[]) => Promise<Findings>,
  ): Promise<Decided> {
    const kept = await this.store.lockRule(tx, rule);
    const items = await this.store.readItems(tx, rule.name);
    const found = await find(items.map(({ key }) => key));
    const muted = muteOf(rule, kept, kept.now) !== undefined;
    const decision = decideGroup({ ...kept, items }, found.subjects, pacing, {
      now: kept.now,
      muted,
      hasReceivers: this.outbox.hasReceivers(rule.name),
    });
    const { message } = decision;
    const deliveries =
      message === undefined ? [] : await this.outbox.writeMessage(tx, rule, message, found, kept.now);
    const before = new Set(items);
    const after = new Set(decision.items.map(({ key }) => key));
    await this.store.applyEvaluation(tx, rule.name, {
      value: found.value,
      total: found.total,
      summary: found.summary,
      muted,
      sent: message !== undefined,
      unmuted: isOver(kept),
      change: changeOf(items.some(isFiring), decision.items.some(isFiring)),
      items: decision.items.filter((item) => !before.has(item)),
      gone: items.map(({ key }) => key).filter((key) => !after.has(key)),
      events: eventsOf(rule, decision, found, kept),
      deliveries,
    });
    return { ...decision, ...found };
  }

  private logChange({ name }: RuleIdentity, { began, ended, summary, total }: Decided): void {
    if (began.length > 0) this.logger.warn(`${name} is firing: ${summary}`);
    else if (ended.length > 0 && total === 0) this.logger.log(`${name} is resolved: ${summary}`);
  }

  /** Keeps the failure of one rule from affecting the others. */
  private async harmless({ name }: RuleIdentity, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (hasCode(error, 'database_unavailable')) throw error;
      this.logger.error(`Could not evaluate rule ${name}; retrying with the next evaluation`);
      this.logger.error(error);
    }
  }
}

const isOver = ({ mutedUntil, now }: KeptRule): boolean => mutedUntil !== null && mutedUntil <= now;

function changeOf(before: boolean, after: boolean): 'firing' | 'resolved' | null {
  if (before === after) return null;
  return after ? 'firing' : 'resolved';
}

function eventsOf(
  { name: rule, kind }: RuleIdentity,
  { began, ended }: Decision,
  { summary, total }: Findings,
  kept: KeptRule,
): { type: string; detail: object }[] {
  const changes = [
    ['alert-firing', began],
    ['alert-resolved', ended],
  ] as const;
  const events = changes
    .filter(([, items]) => items.length > 0)
    .map(([type, items]) => {
      const subjects = items.slice(0, MAX_ITEMS).map(({ subject }) => subject);
      return { type, detail: { rule, kind, summary, items: subjects, itemsTotal: items.length, total } };
    });
  const until = isOver(kept) ? [new Date(kept.mutedUntil!).toISOString()] : [];
  const unmuted = until.map((until) => ({
    type: 'alert-unmuted',
    detail: { rule, until, reason: kept.muteReason },
  }));
  return [...unmuted, ...events];
}
