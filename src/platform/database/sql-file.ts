import { readFileSync, readdirSync } from 'node:fs';

/**
 * Where an SQL file is read from: in the sources `import.meta.url`, which the compiler replaces by the text itself
 * (`scripts/inline-sql.cjs`). What is published reads no file.
 */
export type SqlSource = string | { readonly text: string };

/** Returns the text of an SQL file beside the calling module. */
export function sqlFile(source: SqlSource, path: string): string {
  return typeof source === 'string' ? readSql(new URL(path, source)) : source.text;
}

/** As {@link SqlSource}, for all files of a folder by their names. */
export type SqlFolderSource = string | { readonly texts: Readonly<Record<string, string>> };

/** Returns the texts of the SQL files in a folder beside the calling module, by their names. */
export function sqlFolder(source: SqlFolderSource, path: string): Readonly<Record<string, string>> {
  if (typeof source !== 'string') return source.texts;
  const folder = new URL(path, source);
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return Object.fromEntries(names.map((name) => [name, readSql(new URL(name, folder))]));
}

/** Line ends of Windows, as Git may check them out, do not change a statement or its hash. */
const readSql = (file: URL): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');

/** A table whose writers are known: statements name it only by a piece of this kind. */
export class Target {
  constructor(readonly table: string) {}
}

export type Pieces = Readonly<Record<string, string | Target>>;

/** Replaces `{name}` in SQL by pieces. */
export function compose(sql: string, pieces: Pieces): { text: string; writes: ReadonlySet<Target> } {
  const writes = new Set<Target>();
  const text = sql.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const piece = pieces[name];
    if (piece === undefined) throw new Error(`The statement contains {${name}}, and there is no such piece`);
    if (typeof piece === 'string') return piece;
    writes.add(piece);
    return piece.table;
  });
  return { text, writes };
}

/** A piece that is put together from others. */
export const composePiece = (sql: string, pieces: Readonly<Record<string, string>>): string =>
  compose(sql, pieces).text;
