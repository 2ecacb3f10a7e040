import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Schema } from './schema.js';
import { compose, sqlFile, type Pieces, type SqlSource, type Target } from './sql-file.js';

const listed = new Map<string, Statement>();

/**
 * SQL that a store runs. Statements are made by the functions below only, which list them by their names, so that
 * `docs/statements` shows, and a test prepares, every statement that the service can run.
 */
export class Statement {
  private cachedPreparedName: string | undefined;
  private readonly elsewhere = new Map<string, Statement>();

  private constructor(
    /** The name of its file; of several that one file makes, followed by what distinguishes it. */
    readonly name: string,
    readonly text: string,
    /** Whether it was put together from pieces. */
    readonly isComposed: boolean,
    /** Tables whose writers are announced after each commit. */
    readonly writes: ReadonlySet<Target>,
  ) {}

  /**
   * Behind a proxy, instances of two versions may share a connection: one name must not mean two statements. PostgreSQL keeps
   * 63 characters of it.
   */
  get preparedName(): string {
    const version = (): string => createHash('sha256').update(this.text).digest('hex').slice(0, 12);
    return (this.cachedPreparedName ??= `worker-registration:${this.name.slice(0, 30)}:${version()}`);
  }

  /** Returns the statement for another schema than the default one. */
  in(schema: Schema): Statement {
    if (schema.isDefault) return this;
    const known = this.elsewhere.get(schema.name);
    if (known !== undefined) return known;
    const { name, isComposed, writes } = this;
    const made = new Statement(name, schema.in(this.text), isComposed, writes);
    this.elsewhere.set(schema.name, made);
    return made;
  }

  static compose(name: string, sql: string, pieces: Pieces): Statement {
    const { text, writes } = compose(sql, pieces);
    return new Statement(name, text, text !== sql, writes);
  }

  static inline(name: string, text: string): Statement {
    return new Statement(name, text, true, new Set());
  }

  /** All statements of the modules that were loaded, templates with each of their examples. */
  static get all(): readonly Statement[] {
    return [...listed.values()];
  }
}

/** @throws where another statement has its name */
function list(statement: Statement): Statement {
  const { name, text } = statement;
  if ((listed.get(name) ?? statement).text !== text) throw new Error(`Two statements are called ${name}`);
  listed.set(name, statement);
  return statement;
}

const nameOf = (path: string): string => basename(path, '.sql');

/**
 * The statement in an SQL file beside the calling module: one statement a file, with a header that says purpose,
 * parameters and result (the form is BullMQ's, `src/postgres/sql-loader.ts`).
 * @param variant what distinguishes it from other statements of the same file
 */
export function statement(source: SqlSource, path: string, pieces: Pieces = {}, variant = ''): Statement {
  const name = variant === '' ? nameOf(path) : `${nameOf(path)}-${variant}`;
  return list(Statement.compose(name, sqlFile(source, path), pieces));
}

/** A short statement that is written where it is used. */
export const inlineStatement = (name: string, text: string): Statement => list(Statement.inline(name, text));

/**
 * A file whose pieces are known only when it runs.
 * @param examples pieces for every form that it can take, by what distinguishes it
 */
export function template(
  source: SqlSource,
  path: string,
  examples: Readonly<Record<string, Pieces>>,
): (pieces: Pieces) => Statement {
  const sql = sqlFile(source, path);
  const of = (pieces: Pieces): Statement => Statement.compose(nameOf(path), sql, pieces);
  for (const [variant, pieces] of Object.entries(examples)) statement(source, path, pieces, variant);
  return of;
}

/**
 * A statement that is built for each run.
 * @param examples arguments for every form that it can take, by what distinguishes it
 */
export function builtStatement<Arguments extends readonly unknown[]>(
  name: string,
  build: (...values: Arguments) => string,
  examples: Readonly<Record<string, Arguments>>,
): (...values: Arguments) => Statement {
  for (const [variant, values] of Object.entries(examples))
    inlineStatement(variant === '' ? name : `${name}-${variant}`, build(...values));
  return (...values) => Statement.inline(name, build(...values));
}
