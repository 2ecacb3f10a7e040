import type { AlertRule, AlertWebhook } from '../platform/config/alert-settings.js';
import type { AlertDto, AlertItemDto, AlertWebhookDto, MuteDto } from './dto/alerts.dto.js';
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
    value: row.value ?? 0,
    items: items.map(itemDto),
    total: row.total,
    mutedUntil,
    lastSentAt: iso(row.last_sent_at),
    nextReminderAt: remindsFrom && iso(new Date(remindsFrom.getTime() + reminderMinutes * 60_000)),
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
  return (
    mute && { rule: rule.name, until: new Date(mute.until).toISOString(), reason: mute.reason, by: mute.by }
  );
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
