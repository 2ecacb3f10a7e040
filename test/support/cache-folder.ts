import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns the folder for downloads of the tests: the user's cache, which `npm ci` leaves alone, and all checkouts share; below
 * `node_modules` where that cannot be written.
 */
export function cacheFolder(): string {
  const users = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'worker-registration-tests');
  try {
    mkdirSync(users, { recursive: true });
    accessSync(users, constants.W_OK);
    return users;
  } catch {
    return join(process.cwd(), 'node_modules', '.cache');
  }
}

/** Returns a short name for contents that are made from these texts. */
export const nameOf = (...texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);
