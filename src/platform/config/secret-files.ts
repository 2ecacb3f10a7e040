import { readFileSync } from 'node:fs';
import type { GivenSettings } from './given-settings.js';
import { settingKeys } from './setting-keys.js';
import { variableOf } from './variables.js';

const SECRETS = settingKeys.filter(({ setting }) => setting.secret);

const MAX_BYTES = 1024 * 1024;

/** Returns the key that names a file with the value of a secret: `auth.master-key-file`. */
export const fileKeyOf = (key: string): string => `${key}-file`;

/**
 * Every secret can be read from a file, as container platforms mount them; the settings table marks the
 * secrets.
 */
export const SECRET_FILE_KEYS: readonly string[] = SECRETS.map(({ key }) => fileKeyOf(key));

/** Returns the settings with the secrets from files, and a sentence for each unusable file. */
export function withSecretFiles(given: GivenSettings): { given: GivenSettings; faults: string[] } {
  const all: Record<string, unknown> = { ...given };
  const faults: string[] = [];
  for (const { key } of SECRETS) {
    const fileKey = fileKeyOf(key);
    const path = all[fileKey];
    delete all[fileKey];
    if (path === undefined) continue;
    const name = `${fileKey} (${variableOf(fileKey)})`;
    if (all[key] !== undefined) {
      faults.push(`${name} is set, and so is ${key} (${variableOf(key)}); give one of them`);
      continue;
    }
    const content = typeof path === 'string' ? contentOf(path) : { fault: 'must be the path of a file' };
    if ('fault' in content) faults.push(`${name} ${content.fault}`);
    else all[key] = content.text;
  }
  return { given: all, faults };
}

function contentOf(path: string): { text: string } | { fault: string } {
  const file = JSON.stringify(path);
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) return { fault: `names ${file}, which is larger than 1 MiB` };
    // Editors and `echo` end a file with a line break that is not part of the secret.
    const text = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r?\n$/, '');
    return text === '' ? { fault: `names ${file}, which is empty` } : { text };
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    return { fault: `names ${file}, which cannot be read (${code})${HINTS[code] ?? ''}` };
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: ': there is no such file',
  EACCES: ': the user of the service cannot read it',
  EISDIR: ': it is a folder',
};
