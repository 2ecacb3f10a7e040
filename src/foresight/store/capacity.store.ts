import { Inject, Injectable } from '@nestjs/common';
import { availability } from '../../fleet/store/availability.js';
import { isSuspect } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { leaseSecondsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { readNow, readSerially } from '../../platform/database/common-statements.js';
import { Database, type Queryable, type Transaction } from '../../platform/database/database.js';
import { composePiece, sqlFile } from '../../platform/database/sql-file.js';
import { inlineStatement, statement } from '../../platform/database/statement.js';
import { Pools } from '../pools.js';

const PIECES = { availability: availability('s'), suspect: isSuspect('s', '$2') };
const COUNT = statement(import.meta.url, './sql/count-capacity.sql', PIECES);
const COUNTED = composePiece(sqlFile(import.meta.url, './sql/count-capacity.sql'), PIECES);
const WRITE = statement(import.meta.url, './sql/write-capacity.sql', { counted: COUNTED });
const ADD_UNMET = statement(import.meta.url, './sql/add-unmet-claims.sql');
const READ_STEPS = statement(import.meta.url, './sql/read-capacity-steps.sql');
const READ_HISTORY = statement(import.meta.url, './sql/read-capacity-history.sql');
const READ_WEEK = statement(import.meta.url, './sql/read-capacity-week.sql');
const READ_UNMET = statement(import.meta.url, './sql/read-unmet-rate.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-capacity-steps.sql');
const IN_OPERATION = { in_operation: sqlFile(import.meta.url, './sql/in-operation.sql') };
const FIND_LEAVING = statement(import.meta.url, './sql/find-leaving.sql', IN_OPERATION);
const COUNT_WITHDRAWALS = statement(import.meta.url, './sql/count-withdrawals.sql', IN_OPERATION);
const LOCK_LEAVING = inlineStatement(
  'lock-leaving',
  `SELECT pg_advisory_xact_lock(hashtext('worker_registration.leave'))`,
);

/** Clients choose zones freely: only this many of a pool, the largest, have a history. */
const MAX_ZONES = 20;

/** The slots of a pool in one zone. */
export interface CapacityRow {
  readonly pool: string;
  /** '' for workers without a zone. */
  readonly zone: string;
  /** Workers that can take jobs. */
  readonly workers: number;
  readonly usable: number;
  readonly used: number;
  readonly free: number;
  readonly suspect: number;
  readonly draining: number;
  readonly expected: number;
}

/** A step of the history. */
export interface StepRow {
  /** Number of the step since 1970. */
  readonly step: number;
  readonly used: number;
  readonly peak: number;
  readonly unmet: number;
  readonly samples: number;
}

/** A step of the history, of a pool or of a zone. */
export interface PastRow {
  readonly at: Date;
  readonly workers: number;
  readonly usable: number;
  readonly used: number;
  readonly peak: number;
  readonly unmet: number;
}

/** An hour of the week; its days begin with Monday. */
export interface WeekHourRow {
  readonly day: number;
  readonly hour: number;
  readonly used: number;
  readonly peak: number;
  readonly usable: number;
  readonly weeks: number;
}

/** The workers of a pool in one zone that unfinished operations have yet to take out of service. */
export type WithdrawalRow = Pick<CapacityRow, 'pool' | 'zone' | 'workers'>;

/** A worker that may be taken away. */
export interface LeavingRow {
  readonly worker_id: string;
  readonly version: string | null;
  readonly zone: string | null;
  readonly usable_slots: number;
  readonly jobs: number;
  /** Its pools that have a minimum. */
  readonly pools: readonly string[];
  /** When it last got or lost an assigned job; null while it has jobs. */
  readonly idle_since: Date | null;
}

/** A pool that has a minimum, and how many workers it has above it. */
export interface GuardedPool {
  readonly name: string;
  readonly terms: readonly string[];
  readonly spare: number;
}

/** Counts slots by pool and zone, and keeps their history. */
@Injectable()
export class CapacityStore {
  private readonly leaseSeconds: number;
  private readonly given: string;

  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
    pools: Pools,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
    this.given = JSON.stringify(pools.all.slice(1).map(({ name, terms }) => ({ name, terms })));
  }

  async countCapacity(tx?: Transaction): Promise<CapacityRow[]> {
    if (tx === undefined) return this.database.transaction((own) => this.countCapacity(own));
    await readSerially(tx);
    return tx.query<CapacityRow>(COUNT, this.counting);
  }

  countWithdrawals(on: Queryable = this.database): Promise<WithdrawalRow[]> {
    return on.query<WithdrawalRow>(COUNT_WITHDRAWALS, [this.given]);
  }

  /** Counts, and adds the counts to the current steps of the history. */
  async writeCapacity(): Promise<void> {
    await this.database.query(WRITE, [...this.counting, MAX_ZONES]);
  }

  /** Adds refused claims to the current steps of their pools. */
  async addUnmetClaims(jobs: ReadonlyMap<string, number>): Promise<void> {
    await this.database.query(ADD_UNMET, [[...jobs.keys()], [...jobs.values()]]);
  }

  /** Returns steps that have ended, the first ones after a time. @param zone '' for the whole pool */
  readSteps(pool: string, zone: string, minutes: number, after: Date, limit: number): Promise<StepRow[]> {
    return this.database.query<StepRow>(READ_STEPS, [pool, zone, minutes, after, limit]);
  }

  /** Returns the steps of a time in which something was counted. @param zone '' for the whole pool */
  readHistory(pool: string, zone: string, minutes: number, from: Date, until: Date): Promise<PastRow[]> {
    return this.database.query<PastRow>(READ_HISTORY, [pool, zone, minutes, from, until]);
  }

  /** Returns the hours of the week over the last weeks. */
  readWeek(pool: string, zone: string): Promise<WeekHourRow[]> {
    return this.database.query<WeekHourRow>(READ_WEEK, [pool, zone]);
  }

  /** Returns how many jobs a minute found no worker lately, of the pools that have some. */
  async readUnmetRates(pools: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ pool: string; per_minute: number }>(READ_UNMET, [pools]);
    return new Map(rows.map((row) => [row.pool, row.per_minute]));
  }

  /** Waits for other transactions that choose workers to take away. */
  async lockLeaving(tx: Transaction): Promise<void> {
    await tx.query(LOCK_LEAVING);
  }

  /** Returns candidates to be taken away, those with the lightest load first. */
  findLeaving(
    terms: readonly string[],
    limit: number,
    guarded: readonly GuardedPool[],
    on: Queryable = this.database,
  ): Promise<LeavingRow[]> {
    return on.query<LeavingRow>(FIND_LEAVING, [terms, limit, JSON.stringify(guarded)]);
  }

  readClock(on: Queryable = this.database): Promise<Date> {
    return readNow(on);
  }

  /** @returns the number of deleted steps, up to the limit */
  async expireSteps(minutes: number, days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ expired: number }>(EXPIRE, [minutes, days, limit]);
    return row!.expired;
  }

  private get counting(): readonly unknown[] {
    return [this.leaseSeconds, this.suspicion.margins, this.given];
  }
}
