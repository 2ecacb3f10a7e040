import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { StartError } from '../errors/start-error.js';
import type { GivenSettings } from './given-settings.js';
import { settingKeys } from './setting-keys.js';

/** Keys whose value is an object, whatever dots the names in it have. */
const WHOLE = new Set(settingKeys.filter(({ setting }) => setting.parts !== undefined).map(({ key }) => key));

/**
 * Reads the settings of all `*.yaml` files of a folder, in the order of their names: later files override
 * earlier ones. Returns none if the folder does not exist. Nested and dotted keys are equivalent, as in
 * Spring.
 * @throws StartError naming the unreadable file
 */
export function readConfigFiles(folder: string): GivenSettings {
  const merged: Record<string, unknown> = {};
  for (const file of yamlFiles(folder)) {
    try {
      flatten(parse(readFileSync(file, 'utf8'), { logLevel: 'error' }) ?? {}, '', merged);
    } catch (error) {
      throw new StartError(
        `${file} cannot be read: ${(error as Error).message}`,
        'Correct the file, or remove it.',
      );
    }
  }
  return merged;
}

function yamlFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StartError(
      `The folder ${folder} cannot be read: ${(error as Error).message}`,
      'Make it readable, or set CONFIG_DIR.',
    );
  }
}

function flatten(value: unknown, prefix: string, into: Record<string, unknown>): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || WHOLE.has(prefix)) {
    if (prefix === '') throw new Error('it has no keys');
    if (value !== null) into[prefix] = value;
    return;
  }
  for (const [key, inner] of Object.entries(value))
    flatten(inner, prefix === '' ? key : `${prefix}.${key}`, into);
}
