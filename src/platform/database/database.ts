import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-table.js';
import { LabelledCounts } from '../observability/labelled-counts.js';
import type { ConnectionPool, PoolCounts } from './connection-pool.js';
import { isForgotten, isRetryable, translateDatabaseError } from './database-errors.js';
import { answerLimit, transactionLimit, type Deadlines, type Limit } from './deadline.js';
import type { Prepared } from './prepared.js';
import { requireWritable } from './session.js';

/** Maximum number of retries of a statement that was rolled back because of a deadlock. */
const RETRIES = 3;

/** Runs one statement and returns its rows; parameters are always bound, never inserted into the text. */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A row in PostgreSQL's text format. */
export type Texts = readonly (string | null)[];

/** One transaction on one connection. */
export interface Transaction extends Queryable {
  queryTexts(sql: string, parameters?: readonly unknown[]): Promise<Texts[]>;
}

/** Leaves each value unchanged. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/**
 * Access to PostgreSQL: statements, transactions, and errors as DomainErrors (`database_unavailable`,
 * `database_busy`).
 */
export class Database implements Queryable {
  /** Failures of calls because the server was unavailable, or too busy. */
  readonly failures = new LabelledCounts<ErrorCode>('reason', ['database_busy', 'database_unavailable']);
  /** Number of retries after deadlocks. */
  retries = 0;
  private prepares = true;
  private readonly watches: { readonly text: string; readonly tell: () => void }[] = [];

  constructor(
    private readonly pool: ConnectionPool,
    private readonly deadlines: Deadlines = {},
  ) {}

  /** From now on calls back after each commit of this process that contained a statement with this text. */
  watch(text: string, tell: () => void): void {
    this.watches.push({ text, tell });
  }

  /** Calls back whenever a connection turns out to lead to a server that is gone, or accepts no writes. */
  onSuspicion(tell: () => void): void {
    this.pool.availability.onSuspicion(tell);
  }

  /** Returns the use of the connections. */
  get connections(): PoolCounts {
    return this.pool.counts;
  }

  /** @throws DomainError if the database cannot be used, or accepts no writes */
  async requireWritable(): Promise<void> {
    await this.retrying(answerLimit(this.deadlines), requireWritable);
  }

  /** Runs one statement as one transaction. Repeats it if PostgreSQL chose it as the victim of a deadlock. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const rows = await this.retrying(answerLimit(this.deadlines), (client) =>
      rowsOf<Row>(client, sql, parameters),
    );
    this.committed(sql);
    return rows;
  }

  /**
   * The same for frequent statements. Proxies that pool transactions may lose prepared statements between two
   * of ours; after the first loss they are sent as ordinary ones.
   */
  queryPrepared<Row>({ name, text }: Prepared, values: readonly unknown[]): Promise<Row[]> {
    const config = { name, text, values: [...values] };
    return this.preparing(text, async (client, named) => {
      const { rows } = await client.query<Row & object>(named ? config : { ...config, name: undefined });
      return rows;
    });
  }

  /** The same, with each row as a list of texts, for callers that convert them faster than the driver. */
  queryPreparedTexts({ name, text }: Prepared, values: readonly unknown[]): Promise<Texts[]> {
    return this.preparing(text, (client, named) => textsOf(client, text, values, named ? name : undefined));
  }

  /** Runs several statements as one transaction on one connection, within the deadline. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.begin('BEGIN', work);
  }

  /** Runs several statements that only read one snapshot, unaffected by commits between them. */
  async snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.begin('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);
  }

  /** Waits for the statements in progress. */
  async close(): Promise<void> {
    await this.pool.end();
  }

  private async begin<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const statements = new Set<string>();
    const result = await this.retrying(transactionLimit(this.deadlines), async (client, breaks) => {
      const tx: Transaction = {
        query: (sql, parameters = []) => {
          statements.add(sql);
          return rowsOf(client, sql, parameters);
        },
        queryTexts: (sql, parameters = []) => {
          statements.add(sql);
          return named(sql, textsOf(client, sql, parameters));
        },
      };
      await client.query(begin);
      try {
        const result = await work(tx);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(breaks);
        throw error;
      }
    });
    for (const sql of statements) this.committed(sql);
    return result;
  }

  private committed(sql: string): void {
    for (const { text, tell } of this.watches) if (sql.includes(text)) tell();
  }

  private async preparing<T>(
    text: string,
    run: (client: PoolClient, named: boolean) => Promise<T>,
  ): Promise<T> {
    const result = await this.retrying(answerLimit(this.deadlines), async (client) => {
      if (this.prepares) {
        try {
          return await named(text, run(client, true));
        } catch (error) {
          if (!isForgotten(error)) throw error;
          this.prepares = false;
          new Logger('Database').log(
            'Prepared statements do not persist on this connection; continuing without them',
          );
        }
      }
      return named(text, run(client, false));
    });
    this.committed(text);
    return result;
  }

  private async retrying<T>(
    limit: Limit,
    work: (client: PoolClient, breaks: (error: Error) => void) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.pool.use(limit, work);
      } catch (error) {
        if (attempt > RETRIES || !isRetryable(error)) throw this.told(error);
        this.retries += 1;
      }
      await pause(Math.random() * 20 * attempt);
    }
  }

  private told(error: unknown): unknown {
    const told = translateDatabaseError(error);
    if (told instanceof DomainError) this.failures.add(told.code);
    return told;
  }
}

/** Reserved connections for the sign of life of the instance: requests cannot occupy all of them. */
export class ReservedDatabase extends Database {}

async function rowsOf<Row>(client: PoolClient, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const { rows } = await named(sql, client.query<Row & object>(sql, [...parameters]));
  return rows;
}

/** Adds the statement to its error, so that the log shows the purpose of the statement. */
async function named<T>(query: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { query });
    throw error;
  }
}

async function textsOf(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
  name?: string,
): Promise<Texts[]> {
  const { rows } = await client.query<(string | null)[]>({
    name,
    text,
    values: [...values],
    rowMode: 'array',
    types: AS_TEXT,
  });
  return rows;
}
