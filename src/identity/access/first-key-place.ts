import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const FILE = 'first-admin-key';

/** Where a new key is stored for its owner. */
export interface Place {
  /**
   * Hands the key over, once it is stored.
   * @returns the place, as text
   */
  finish(): Promise<string>;
  /** Discards the key: another instance has created one. */
  withdraw(): Promise<void>;
}

/**
 * Prepares the place for a key that is shown once: the terminal of the person who starts the service, else a
 * file that only the service's user can read. Logs go to places where secrets must not.
 */
export async function handOver(key: string, folder: string): Promise<Place | { readonly problem: string }> {
  if (process.stdout.isTTY) return onTerminal(key);
  const file = join(resolve(folder), FILE);
  // A draft beside the file until the key is stored: an instance that loses the race must not remove the file
  // of the winner.
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    return {
      problem:
        `${file} cannot be written (${code}). Set AUTH_BOOTSTRAP_KEY_FILE to a file with an API key, ` +
        'or DATA_DIR to a folder that the service can write to, and restart',
    };
  }
  return {
    finish: async () => {
      await rename(draft, file);
      return `in the file ${file}, which only the service's user can read`;
    },
    withdraw: () => rm(draft, { force: true }),
  };
}

const onTerminal = (key: string): Place => ({
  finish: () => {
    process.stdout.write(`\nThe first API key, with role admin. It is shown only once:\n\n  ${key}\n\n`);
    return Promise.resolve('on the terminal');
  },
  withdraw: () => Promise.resolve(),
});
