import { settingKeys } from './setting-keys.js';
import type { Settings } from './settings.js';

/** The effective settings by their key, secrets left out: what `GET /config` answers. */
export function effectiveSettings(settings: Settings): Record<string, unknown> {
  const shown = settingKeys.filter(({ setting }) => !setting.secret);
  return Object.fromEntries(
    shown.map(({ group, name, key }) => [key, (settings[group] as Record<string, unknown>)[name] ?? null]),
  );
}
