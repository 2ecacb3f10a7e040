import { readFileSync } from 'node:fs';

/** Reads the text of an SQL file beside the calling module, once when that module loads. */
export function sqlFile(moduleUrl: string, path: string): string {
  return readFileSync(new URL(path, moduleUrl), 'utf8');
}

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
