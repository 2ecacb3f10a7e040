import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';

const LIST = statement(import.meta.url, './sql/list-workers-to-check.sql');
const RECORD = statement(import.meta.url, './sql/record-findings.sql');

/** A worker that a check of the application is asked about. */
export interface WorkerToCheck {
  readonly id: string;
  /** Whether a check found something before. */
  readonly has_findings: boolean;
}

/** What is wrong with a worker. */
export interface FindingRow {
  readonly worker: string;
  readonly incarnation: number;
  /** Of the check. */
  readonly name: string;
  readonly sentence: string;
}

/** Stores what checks of the application found. */
@Injectable()
export class FindingStore {
  constructor(private readonly database: Database) {}

  /** Returns the next workers after an id, in the order of ids. */
  listWorkersToCheck(after: string, limit: number): Promise<WorkerToCheck[]> {
    return this.database.query(LIST, [after, limit]);
  }

  /** Replaces the findings of the workers that were checked. */
  async recordFindings(checked: readonly string[], findings: readonly FindingRow[]): Promise<void> {
    await this.database.query(RECORD, [
      checked,
      findings.map(({ worker }) => worker),
      findings.map(({ incarnation }) => incarnation),
      findings.map(({ name }) => name),
      findings.map(({ sentence }) => sentence),
    ]);
  }
}
