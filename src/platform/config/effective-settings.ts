import { settingKeys } from './setting-keys.js';
import type { Settings } from './settings.js';

/** Returns the effective settings by their key, without secrets: the answer of `GET /config`. */
export function effectiveSettings(settings: Settings): Record<string, unknown> {
  const shown = settingKeys.filter(({ setting }) => !setting.secret);
  return Object.fromEntries(
    shown.map(({ group, name, key }) => [key, (settings[group] as Record<string, unknown>)[name] ?? null]),
  );
}
