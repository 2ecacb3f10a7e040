import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import type { WarningFigureDto } from '../dto/warnings.dto.js';
import type { Sign } from '../signs/sign.js';
import type { WarningKind } from '../../../platform/config/warning-settings.js';
import type { WarningOutcome } from '../warning-kinds.js';

const LIST = statement(import.meta.url, './sql/list-warnings.sql');
const READ_RECORDS = statement(import.meta.url, './sql/read-warning-records.sql');
const READ_EVALUATION = statement(import.meta.url, './sql/read-evaluation.sql');
const WRITE = statement(import.meta.url, './sql/write-warnings.sql', JOURNAL);
const JUDGE = statement(import.meta.url, './sql/judge-warnings.sql');
const JUDGE_POOLS = statement(import.meta.url, './sql/judge-pool-warnings.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-warnings.sql');

const MAX_JUDGED = 2000;

/** What a sign is about: a worker, or a pool (empty: the whole fleet). */
export type Subject =
  | { readonly worker: string; readonly worker_id: string; readonly zone: string | null }
  | { readonly pool: string };

/** A sign, and what it is about. */
export type FoundSign = Sign & Subject;

/** A warning as it is stored. */
export interface WarningRow {
  readonly id: string;
  readonly kind: WarningKind;
  readonly worker: string | null;
  readonly worker_id: string | null;
  readonly zone: string | null;
  readonly pool: string | null;
  readonly began_at: Date;
  readonly ended_at: Date | null;
  readonly expected_at: Date | null;
  readonly sentence: string;
  readonly figures: readonly WarningFigureDto[];
  readonly outcome: WarningOutcome | null;
  readonly outcome_at: Date | null;
  readonly total: number;
}

/** What became of the warnings of a kind. */
export interface RecordRow {
  readonly kind: WarningKind;
  readonly open: number;
  readonly right: number;
  readonly wrong: number;
  readonly voided: number;
  readonly pending: number;
  readonly lead: number | null;
}

/** Which warnings to list. */
export interface WarningFilter {
  readonly ended: boolean;
  readonly kinds: readonly string[];
  readonly zone: string | undefined;
  /** Id of a worker. */
  readonly worker: string | undefined;
  readonly limit: number;
}

/** Stores warnings and what became of them. */
@Injectable()
export class WarningStore {
  constructor(private readonly database: Database) {}

  listWarnings({ ended, kinds, zone, worker, limit }: WarningFilter): Promise<WarningRow[]> {
    return this.database.query<WarningRow>(LIST, [ended, kinds, zone ?? null, worker ?? null, limit]);
  }

  readRecords(): Promise<RecordRow[]> {
    return this.database.query<RecordRow>(READ_RECORDS);
  }

  /**
   * Begins, renews and ends warnings, with their events.
   * @param signs all that hold now
   */
  async writeWarnings(signs: readonly FoundSign[]): Promise<{ began: number; ended: number }> {
    const given = signs.map(({ expectedIn, judgedIn, ...sign }) => ({
      ...sign,
      expected_in: expectedIn,
      judged_in: judgedIn,
    }));
    const [row] = await this.database.query<{ began: number; ended: number }>(WRITE, [JSON.stringify(given)]);
    return row!;
  }

  /** Judges warnings by what happened since they began. */
  async judgeWarnings(): Promise<void> {
    await this.database.query(JUDGE, [MAX_JUDGED]);
    await this.database.query(JUDGE_POOLS);
  }

  /** @returns the number of deleted warnings, up to the limit */
  async expireWarnings(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ expired: number }>(EXPIRE, [days, limit]);
    return row!.expired;
  }

  /** Returns the time, and when a duty last began. */
  async readEvaluation(duty: string): Promise<{ now: Date; evaluated_at: Date | null }> {
    const [row] = await this.database.query<{ now: Date; evaluated_at: Date | null }>(READ_EVALUATION, [
      duty,
    ]);
    return row!;
  }
}
