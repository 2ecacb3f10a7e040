import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-table.js';
import { LabelledCounts } from '../observability/labelled-counts.js';
import type { ConnectionPool, PoolCounts } from './connection-pool.js';
import { isForgotten, isRetryable, translateDatabaseError } from './database-errors.js';
import { answerLimit, transactionLimit, type Deadlines, type Limit } from './deadline.js';
import {
  named,
  rowsOf,
  textsOf,
  transactionOn,
  type Queryable,
  type Texts,
  type Transaction,
} from './run-statement.js';
import type { Schema } from './schema.js';
import { requireWritable } from './session.js';
import type { Target } from './sql-file.js';
import type { Statement } from './statement.js';

/** Maximum number of retries of a statement that was rolled back because of a deadlock. */
const RETRIES = 3;

export type { Queryable, Texts, Transaction } from './run-statement.js';

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
  private readonly watches: { readonly target: Target; readonly onWrite: () => void }[] = [];

  constructor(
    private readonly pool: ConnectionPool,
    private readonly deadlines: Deadlines = {},
  ) {}

  /** Calls back after each commit of this process that wrote the table. */
  onWriteTo(target: Target, onWrite: () => void): void {
    this.watches.push({ target, onWrite });
  }

  /** Calls back whenever a connection turns out to lead to a server that is gone, or accepts no writes. */
  onSuspicion(tell: () => void): void {
    this.pool.availability.onSuspicion(tell);
  }

  get schema(): Schema {
    return this.pool.schema;
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
  async query<Row>(given: Statement, parameters: readonly unknown[] = []): Promise<Row[]> {
    const statement = given.in(this.schema);
    const rows = await this.retrying(answerLimit(this.deadlines), (client) =>
      rowsOf<Row>(client, statement, parameters),
    );
    this.committed(statement);
    return rows;
  }

  /**
   * The same for frequent statements. Proxies that pool transactions may lose prepared statements between two
   * of ours; after the first loss they are sent as ordinary ones.
   */
  queryPrepared<Row>(given: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.preparing(given.in(this.schema), (client, statement, named) =>
      rowsOf<Row>(client, statement, values, named ? statement.preparedName : undefined),
    );
  }

  /** The same, with each row as a list of texts, for callers that convert them faster than the driver. */
  queryPreparedTexts(given: Statement, values: readonly unknown[]): Promise<Texts[]> {
    return this.preparing(given.in(this.schema), (client, statement, named) =>
      textsOf(client, statement, values, named ? statement.preparedName : undefined),
    );
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
    const statements = new Set<Statement>();
    const result = await this.retrying(transactionLimit(this.deadlines), async (client, breaks) => {
      const tx = transactionOn(client, this.schema, this.prepares, (statement) => statements.add(statement));
      await client.query(begin);
      try {
        const result = await work(tx);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(breaks);
        if (isForgotten(error)) this.prepareNoMore();
        throw error;
      }
    });
    this.committed(...statements);
    return result;
  }

  private committed(...statements: readonly Statement[]): void {
    for (const { target, onWrite } of this.watches)
      if (statements.some(({ writes }) => writes.has(target))) onWrite();
  }

  private async preparing<T>(
    statement: Statement,
    run: (client: PoolClient, statement: Statement, named: boolean) => Promise<T>,
  ): Promise<T> {
    const result = await this.retrying(answerLimit(this.deadlines), async (client) => {
      if (this.prepares) {
        try {
          return await named(statement, run(client, statement, true));
        } catch (error) {
          if (!isForgotten(error)) throw error;
          this.prepareNoMore();
        }
      }
      return named(statement, run(client, statement, false));
    });
    this.committed(statement);
    return result;
  }

  private prepareNoMore(): void {
    if (!this.prepares) return;
    this.prepares = false;
    new Logger('Database').log(
      'Prepared statements do not persist on this connection; continuing without them',
    );
  }

  private async retrying<T>(
    limit: Limit,
    work: (client: PoolClient, breaks: (error: Error) => void) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.pool.useClient(limit, work);
      } catch (error) {
        if (attempt > RETRIES || !(isRetryable(error) || isForgotten(error))) throw this.noteFailure(error);
        this.retries += 1;
      }
      await pause(Math.random() * 20 * attempt);
    }
  }

  private noteFailure(error: unknown): unknown {
    const translated = translateDatabaseError(error);
    if (translated instanceof DomainError) this.failures.add(translated.code);
    return translated;
  }
}

/** Reserved connections for the sign of life of the instance: requests cannot occupy all of them. */
export class ReservedDatabase extends Database {}
