import { settingKeys } from './setting-keys.js';
import type { Settings } from './settings.js';

const KEYS = settingKeys.filter(({ group }) => group === 'otel');

/**
 * Runs a function while the environment has the `otel.*` settings, wherever they were given, and afterwards restores
 * it. The libraries of OpenTelemetry read their settings in the environment only, and more of them than are listed in
 * our table.
 * @param defaults values of variables that are not set
 */
export function withOtelEnvironment<T>(
  { otel }: Settings,
  defaults: Readonly<Record<string, string>>,
  run: () => T,
): T {
  const values: Record<string, string> = {};
  for (const [variable, value] of Object.entries(defaults))
    if (!process.env[variable]) values[variable] = value;
  for (const { name, variable } of KEYS) {
    const value = otel[name as keyof typeof otel];
    if (value !== undefined)
      values[variable] = Array.isArray(value) && value.length === 0 ? 'none' : String(value);
  }
  const before = Object.keys(values).map((variable) => [variable, process.env[variable]] as const);
  Object.assign(process.env, values);
  try {
    return run();
  } finally {
    for (const [variable, value] of before)
      if (value === undefined) delete process.env[variable];
      else process.env[variable] = value;
  }
}
