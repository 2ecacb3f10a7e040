import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { ModuleSettings } from '../../src/index.js';
import {
  MINUTES_ALIAS,
  MINUTES_ALIAS_TAKES,
  MINUTES_ALIAS_TARGET,
  settingKeys,
} from '../../src/platform/config/setting-keys.js';

const FILE = join(import.meta.dirname, '../../src/platform/config/module-settings.ts');

const HEAD = `// Generated from the table of settings: UPDATE_DOCS=1 npx jest test/integration/docs
import type { Settings } from './settings.js';

/** A setting as it may be given: parts that have a default may be left out. */
type Given<T> = T extends readonly (infer Part)[]
  ? readonly Given<Part>[]
  : T extends object
    ? { readonly [K in keyof T]?: Given<T[K]> }
    : T;

/** Settings of an application by their key; docs/settings.md lists the same. */
export interface ModuleSettings {`;

function shown(fallback: unknown): string {
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return '';
  if (Array.isArray(fallback) && typeof fallback[0] === 'object')
    return ` Default: ${fallback.length} entries.`;
  return ` Default: ${Array.isArray(fallback) ? fallback.join(', ') : JSON.stringify(fallback).replaceAll('"', '')}.`;
}

const entry = (key: string, type: string, meaning: string, takes: string, fallback: unknown): string =>
  `  /**\n   * ${meaning}\n   *\n   * ${takes[0]!.toUpperCase()}${takes.slice(1)}.${shown(fallback)}\n   */\n  readonly '${key}'?: ${type} | undefined;`;

function expected(): string {
  const entries = settingKeys.flatMap(({ group, name, key, setting }) => {
    const type = `Given<Settings['${group}']['${name}']>`;
    const one = entry(key, type, setting.meaning, setting.takes, setting.fallback);
    if (key !== MINUTES_ALIAS_TARGET) return [one];
    const meaning = `The same as \`${key}\` in minutes; used if only it is set.`;
    return [one, entry(MINUTES_ALIAS, 'number', meaning, MINUTES_ALIAS_TAKES, undefined)];
  });
  return `${HEAD}\n${entries.join('\n')}\n}\n`;
}

it('The type of the settings equals their table; UPDATE_DOCS=1 rewrites it', async () => {
  const options = await resolveConfig(FILE);
  const text = await format(expected(), { ...options, parser: 'typescript' });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});

it('A misspelt key and a value of another type do not compile', () => {
  // @ts-expect-error -- misspelt
  const misspelt: ModuleSettings = { 'database.ulr': 'postgres://127.0.0.1/fleet' };
  // @ts-expect-error -- text where a number is required
  const mistyped: ModuleSettings = { 'database.pool-size': 'ten' };
  expect([misspelt, mistyped]).toHaveLength(2);
});
