import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Statement } from '../../src/platform/database/statement.js';

const SRC = join(import.meta.dirname, '../../src');

/** Loads every module in which statements may be, and returns them: each lists itself as its module loads. */
export async function allStatements(): Promise<readonly Statement[]> {
  const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)(store|platform\/database)\/[^.]*(\.store)?\.ts$/.test(path),
  );
  for (const path of modules) await import(`../../src/${path}`);
  return Statement.all;
}

/** All SQL files that hold a statement or a piece of one. */
export const sqlFiles = (): string[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.sql') && !path.includes('/migrations/'),
  );
