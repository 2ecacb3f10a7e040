import { Inject, Injectable } from '@nestjs/common';
import type { AlertRule } from '../platform/config/alert-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { alertDto, muteDto, ruleDto, webhookDto } from './alert-view.js';
import type { AlertsDto } from './dto/alerts.dto.js';
import { MuteRequestDto, type MuteAnswerDto } from './dto/mute.dto.js';
import { MAX_ITEMS } from './payload.js';
import { AlertStore, type ActiveRow } from './store/alert.store.js';
import { DeliveryStore } from './store/delivery.store.js';

/** Lists firing alerts, and mutes rules. */
@Injectable()
export class AlertsService {
  private readonly rules: readonly AlertRule[];

  constructor(
    private readonly store: AlertStore,
    private readonly deliveries: DeliveryStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.rules = settings.alerts.rules;
  }

  /** @throws DomainError `database_unavailable`, `database_busy` */
  async readAlerts(): Promise<AlertsDto> {
    const { webhooks } = this.settings.alerts;
    const { rules, items, now } = await this.store.readRulesAndItems(
      this.rules.map(({ name }) => name),
      MAX_ITEMS,
    );
    const met = await this.deliveries.readWebhooks(webhooks.map(({ name }) => name));
    const rowOf = new Map(rules.map((row) => [row.name, row]));
    const itemsOf = (name: string): ActiveRow[] => items.filter(({ rule }) => rule === name);
    const evaluated = rules.flatMap(({ evaluated_at: at }) => (at === null ? [] : [at.getTime()]));
    const alerts = this.rules.map((rule) => alertDto(rule, rowOf.get(rule.name), itemsOf(rule.name), now));
    return {
      alerts: alerts.filter((alert) => alert !== undefined),
      rules: this.rules.map((rule, at) => ruleDto(rule, rowOf.get(rule.name), alerts[at], now)),
      mutes: this.rules
        .map((rule) => muteDto(rule, rowOf.get(rule.name), now))
        .filter((mute) => mute !== undefined),
      webhooks: webhooks.map((webhook) =>
        webhookDto(
          webhook,
          met.find(({ name }) => name === webhook.name),
        ),
      ),
      evaluatedAt: evaluated.length === 0 ? null : new Date(Math.min(...evaluated)).toISOString(),
      generatedAt: now.toISOString(),
    };
  }

  /**
   * Mutes a rule until the given time; it stays visible.
   * @throws DomainError `alert_rule_unknown`, `validation_failed`
   */
  async muteRule(name: string, body: unknown, actor = 'operator'): Promise<MuteAnswerDto> {
    const rule = this.ruleOf(name);
    const { value, warnings } = requireCommand(MuteRequestDto, body);
    const { until, reason } = value;
    if (!(await this.store.muteRule(rule, until, reason ?? null, actor)))
      throw validationFailed([{ field: 'until', message: 'Until must be in the future' }]);
    return withWarnings(await this.stateOf(rule), warnings);
  }

  /**
   * Removes an operator's mute; a mute in the settings stays.
   * @throws DomainError `alert_rule_unknown`
   */
  async unmuteRule(name: string, actor = 'operator'): Promise<MuteAnswerDto> {
    const rule = this.ruleOf(name);
    await this.store.unmuteRule(name, actor);
    return this.stateOf(rule);
  }

  private async stateOf(rule: AlertRule): Promise<MuteAnswerDto> {
    const { rules, now } = await this.store.readRulesAndItems([rule.name], 0);
    const mute = muteDto(rule, rules[0], now);
    const by = mute?.by === 'settings' ? ', by the settings' : '';
    const what = mute === undefined ? 'is not muted' : `is muted until ${mute.until}${by}`;
    return {
      success: true,
      message: `${rule.name} ${what}`,
      rule: rule.name,
      mutedUntil: mute?.until ?? null,
    };
  }

  private ruleOf(name: string): AlertRule {
    const rule = this.rules.find((each) => each.name === name);
    if (rule !== undefined) return rule;
    const names = this.rules.map((each) => each.name).join(', ');
    const there = names === '' ? 'no rules are configured' : `the configured rules are ${names}`;
    throw new DomainError('alert_rule_unknown', { message: `No alert rule ${name}; ${there}` });
  }
}
