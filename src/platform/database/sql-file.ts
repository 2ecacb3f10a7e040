import { readFileSync } from 'node:fs';

/**
 * The text of an SQL file beside the calling module, read once when that module loads.
 * One statement a file, with a header that says purpose, parameters and result
 * (the form is BullMQ's, `src/postgres/sql-loader.ts`).
 */
export function sqlFile(moduleUrl: string, path: string): string {
  return readFileSync(new URL(path, moduleUrl), 'utf8');
}

/** Puts pieces into a statement, where it says `{name}`. */
export function compose(sql: string, pieces: Readonly<Record<string, string>>): string {
  return sql.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const piece = pieces[name];
    if (piece === undefined) throw new Error(`The statement asks for {${name}}, and there is no such piece`);
    return piece;
  });
}
