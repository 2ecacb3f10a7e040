import { RULE_KINDS, type AlertRule, type AlertWebhook } from '../platform/config/alert-settings.js';
import type { AlertRuleDto } from './dto/alert-rule.dto.js';
import type { AlertWebhookDto } from './dto/alert-webhook.dto.js';
import type { AlertDto, AlertItemDto } from './dto/alerts.dto.js';
import type { MuteDto } from './dto/mute.dto.js';
import { adviceOf } from './advice.js';
import { muteOf } from './mute.js';
import type { ActiveRow, RuleRow } from './store/alert.store.js';
import type { WebhookRow } from './store/delivery.store.js';

const iso = (moment: Date | null | undefined): string | null => moment?.toISOString() ?? null;

/** Returns the API view of a rule; undefined if the rule holds for nothing. */
export function alertDto(
  rule: AlertRule,
  row: RuleRow | undefined,
  items: readonly ActiveRow[],
  now: Date,
): AlertDto | undefined {
  const [oldest] = items;
  if (row === undefined || oldest === undefined) return undefined;
  const { name, kind, severity, reminderMinutes } = rule;
  const mutedUntil = muteDto(rule, row, now)?.until ?? null;
  const isFiring = oldest.firing_since !== null;
  const remindsFrom = isFiring && mutedUntil === null ? row.last_sent_at : null;
  return {
    rule: name,
    kind,
    severity,
    state: isFiring ? 'firing' : 'pending',
    since: (oldest.firing_since ?? oldest.pending_since).toISOString(),
    summary: row.summary ?? '',
    ...adviceOf(
      kind,
      items.map(({ subject }) => subject),
    ),
    value: row.value ?? 0,
    items: items.map(itemDto),
    total: row.total,
    mutedUntil,
    lastSentAt: iso(row.last_sent_at),
    nextReminderAt: remindsFrom && iso(new Date(remindsFrom.getTime() + reminderMinutes * 60_000)),
  };
}

/** Returns the API view of a rule, whether it holds or not. */
export function ruleDto(
  rule: AlertRule,
  row: RuleRow | undefined,
  alert: AlertDto | undefined,
  now: Date,
): AlertRuleDto {
  const { name, kind, severity, forMinutes, reminderMinutes, mutedUntil: _mutedUntil, ...parameters } = rule;
  const evaluatedAt = iso(row?.evaluated_at);
  const history = (row?.history ?? []).map(({ at, ...change }) => ({
    at: new Date(at).toISOString(),
    ...change,
  }));
  return {
    name,
    kind,
    condition: RULE_KINDS[kind],
    severity,
    parameters,
    forMinutes,
    reminderMinutes,
    state: alert?.state ?? (evaluatedAt === null ? 'unknown' : 'ok'),
    summary: row?.summary ?? null,
    mutedUntil: muteDto(rule, row, now)?.until ?? null,
    evaluatedAt,
    history: history.toReversed(),
  };
}

function itemDto({ firing_since: firingSince, subject }: ActiveRow): AlertItemDto {
  return { state: firingSince === null ? 'pending' : 'firing', firingSince: iso(firingSince), ...subject };
}

/** Returns the API view of a mute; undefined if the rule is not muted. */
export function muteDto(rule: AlertRule, row: RuleRow | undefined, now: Date): MuteDto | undefined {
  const given = {
    mutedUntil: row?.muted_until?.getTime() ?? null,
    muteReason: row?.mute_reason ?? null,
  };
  const mute = muteOf(rule, given, now.getTime());
  if (mute === undefined) return undefined;
  const { until, reason, by } = mute;
  const account = by === 'operator' ? (row?.muted_by ?? null) : null;
  return { rule: rule.name, until: new Date(until).toISOString(), reason, by, account };
}

export function webhookDto({ name, host }: AlertWebhook, row: WebhookRow | undefined): AlertWebhookDto {
  return {
    name,
    host,
    waiting: row?.waiting ?? 0,
    nextAttemptAt: iso(row?.next_at),
    lastAttemptAt: iso(row?.last_attempt_at),
    lastDeliveredAt: iso(row?.last_delivered_at),
    lastError: row?.last_error ?? null,
    lastErrorAt: iso(row?.last_error_at),
  };
}
