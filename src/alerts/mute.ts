import type { AlertRule } from '../platform/config/alert-settings.js';

export interface Mute {
  readonly until: number;
  readonly reason: string | null;
  readonly by: 'operator' | 'settings';
}

/** Returns the mute that lasts longest at the given time: an operator's or that of the settings. */
export function muteOf(
  rule: Pick<AlertRule, 'mutedUntil'>,
  given: { readonly mutedUntil: number | null; readonly muteReason: string | null },
  now: number,
): Mute | undefined {
  const mutes: Mute[] = [];
  if (given.mutedUntil !== null)
    mutes.push({ until: given.mutedUntil, reason: given.muteReason, by: 'operator' });
  if (rule.mutedUntil !== undefined)
    mutes.push({ until: Date.parse(rule.mutedUntil), reason: null, by: 'settings' });
  return mutes.filter(({ until }) => until > now).sort((a, b) => b.until - a.until)[0];
}
