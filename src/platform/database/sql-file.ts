import { readFileSync } from 'node:fs';

/**
 * The text of an SQL file beside the calling module, read once when that module loads.
 * One statement a file, with a header that says purpose, parameters and result
 * (the form is BullMQ's, `src/postgres/sql-loader.ts`).
 */
export function sqlFile(moduleUrl: string, path: string): string {
  return readFileSync(new URL(path, moduleUrl), 'utf8');
}
