import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { WarningFigureDto } from '../dto/warnings.dto.js';
import type { WarningKind, WarningOutcome } from '../warning-kinds.js';

const LIST = statement(import.meta.url, './sql/list-warnings.sql');
const READ_RECORDS = statement(import.meta.url, './sql/read-warning-records.sql');
const READ_EVALUATION = statement(import.meta.url, './sql/read-evaluation.sql');

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

  /** Returns the time, and when a duty last began. */
  async readEvaluation(duty: string): Promise<{ now: Date; evaluated_at: Date | null }> {
    const [row] = await this.database.query<{ now: Date; evaluated_at: Date | null }>(READ_EVALUATION, [
      duty,
    ]);
    return row!;
  }
}
