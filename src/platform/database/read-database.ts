import { DomainError } from '../errors/domain-error.js';
import type { Database, Queryable, Texts, Transaction } from './database.js';
import { inlineStatement, type Statement } from './statement.js';

/** A standby that lags further behind is not read. Each instance records itself every second, so something is always replayed. */
const MOST_BEHIND_SECONDS = 5;
const CHECK_MS = 1000;
/** An older result of a check is not used. */
const VALID_MS = 5000;

const CHECK_STANDBY = inlineStatement(
  'check-standby',
  `SELECT NOT pg_is_in_recovery()
     OR coalesce(pg_last_xact_replay_timestamp() > now() - make_interval(secs => $1::double precision), false) AS fresh`,
);

/**
 * Where lists, groups and the journal are read: a standby that is up to date, if there is one, otherwise the primary. Nothing
 * that decides about a worker or a job is read here.
 */
export class ReadDatabase implements Queryable {
  private isUpToDate = false;
  private checkedAt = -Infinity;
  private check: Promise<void> | undefined;

  constructor(
    private readonly primary: Database,
    private readonly standby?: Database,
  ) {}

  query<Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.read((database) => database.query<Row>(statement, parameters));
  }

  queryPreparedTexts(statement: Statement, values: readonly unknown[]): Promise<Texts[]> {
    return this.read((database) => database.queryPreparedTexts(statement, values));
  }

  snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.read((database) => database.snapshot(work));
  }

  async close(): Promise<void> {
    await this.check;
    await this.standby?.close();
  }

  private async read<T>(run: (database: Database) => Promise<T>): Promise<T> {
    if (this.standby === undefined || !this.mayReadStandby(this.standby)) return run(this.primary);
    try {
      return await run(this.standby);
    } catch (error) {
      if (!(error instanceof DomainError) || !error.code.startsWith('database_')) throw error;
      this.isUpToDate = false;
      return run(this.primary);
    }
  }

  /** The standby is checked beside the requests: one that does not answer delays none of them. */
  private mayReadStandby(standby: Database): boolean {
    const age = performance.now() - this.checkedAt;
    if (age > CHECK_MS)
      this.check ??= this.checkStandby(standby).finally(() => {
        this.checkedAt = performance.now();
        this.check = undefined;
      });
    return this.isUpToDate && age < VALID_MS;
  }

  private async checkStandby(standby: Database): Promise<void> {
    try {
      const [row] = await standby.query<{ fresh: boolean }>(CHECK_STANDBY, [MOST_BEHIND_SECONDS]);
      this.isUpToDate = row!.fresh;
    } catch {
      this.isUpToDate = false;
    }
  }
}
