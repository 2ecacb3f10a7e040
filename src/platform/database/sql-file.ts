import { readFileSync } from 'node:fs';

/**
 * Reads the text of an SQL file beside the calling module, once when that module loads. Each file has one
 * statement, with a header that names purpose, parameters and result (the form is BullMQ's,
 * `src/postgres/sql-loader.ts`).
 */
export function sqlFile(moduleUrl: string, path: string): string {
  return readFileSync(new URL(path, moduleUrl), 'utf8');
}

/** Replaces `{name}` in a statement by pieces. */
export function compose(sql: string, pieces: Readonly<Record<string, string>>): string {
  return sql.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const piece = pieces[name];
    if (piece === undefined) throw new Error(`The statement contains {${name}}, and there is no such piece`);
    return piece;
  });
}
