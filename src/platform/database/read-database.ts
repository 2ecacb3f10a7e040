import { Logger } from '@nestjs/common';
import type { Database, Queryable, Texts, Transaction } from './database.js';
import { isDatabaseRefusal, reasonOf } from './database-errors.js';
import { PROCESS_NAME } from '../process-name.js';
import { inlineStatement, type Statement } from './statement.js';

/** A standby that lags further behind is not read. */
const MOST_BEHIND_SECONDS = 5;
const CHECK_MS = 1000;
/** An older result of a check is not used. */
const VALID_MS = 5000;

/** This process records itself every second: its record shows that the server follows our database, and how far behind it is. */
const CHECK_STANDBY = inlineStatement(
  'check-standby',
  `SELECT max(seen_at) > now() - make_interval(secs => $2::double precision) AS fresh
   FROM worker_registration.instance
   WHERE name = $1`,
);

/**
 * Where lists, groups and the journal are read: a standby that is up to date, if there is one, otherwise the primary. Nothing
 * that decides about a worker or a job is read here.
 */
export class ReadDatabase implements Queryable {
  private isUpToDate = false;
  private checkedAt = -Infinity;
  private check: Promise<void> | undefined;
  private reason: string | undefined;
  private isReported = false;
  private readonly logger = new Logger('Database');

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
      if (!isDatabaseRefusal(error)) throw error;
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
    const reason = await reasonAgainst(standby);
    this.isUpToDate = reason === undefined;
    // A reason that lasts is reported once.
    if (reason !== undefined && reason === this.reason && !this.isReported) {
      this.isReported = true;
      this.logger.warn(`The primary is read instead of database.replica-url: ${reason}`);
    }
    if (reason === undefined) this.isReported = false;
    this.reason = reason;
  }
}

/** Returns why a standby must not be read now. */
async function reasonAgainst(standby: Database): Promise<string | undefined> {
  try {
    const [row] = await standby.query<{ fresh: boolean | null }>(CHECK_STANDBY, [
      PROCESS_NAME,
      MOST_BEHIND_SECONDS,
    ]);
    if (row!.fresh === null) return 'it is no standby of this database';
    return row!.fresh ? undefined : `it is more than ${MOST_BEHIND_SECONDS} s behind`;
  } catch (error) {
    return reasonOf(error);
  }
}
