import { Injectable } from '@nestjs/common';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';

const STORE = statement(import.meta.url, './sql/store-observations.sql');
const APPLY = statement(import.meta.url, './sql/apply-observations.sql', JOURNAL);
const EXPIRE = statement(import.meta.url, './sql/expire-observations.sql');

/** Number of reporters that are stored for one worker: two suffice. */
const MAX_REPORTERS = 16;

export const OBSERVATION_KINDS = ['refused', 'timeout', 'error', 'ok'] as const;
export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/** What a reporter observed of a worker. */
export interface Observation {
  /** Id of the worker. */
  readonly worker: string;
  readonly reporter: string;
  readonly reporterName: string;
  readonly kind: ObservationKind;
  readonly jobId: string | undefined;
  /** Of the caller, for `is_in_scope`. */
  readonly scope: string | null;
  readonly actor: string;
}

/** What came of a report. */
export interface Weighed {
  readonly presence: string;
  readonly hasJob: boolean;
  /** Number of workers that the reporter accuses. */
  readonly accusing: number;
  /** Until when the worker is suspect by reports; null if it is not. */
  readonly suspectUntil: Date | null;
}

/** What came of several reports. */
export interface Reported {
  /** By the position of the report; undefined for an unknown worker. */
  readonly weighed: readonly (Weighed | undefined)[];
  /** Ids of the workers that became suspect. */
  readonly begun: readonly string[];
}

interface StoredRow {
  readonly ord: number;
  readonly presence: string;
  readonly has_job: boolean;
  readonly accused: number;
  readonly others: readonly string[];
}

interface AppliedRow {
  readonly id: string;
  readonly until: Date | null;
  readonly begins: boolean;
}

/** Stores what schedulers report about workers. */
@Injectable()
export class ObservationStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores reports, and makes workers suspect if enough was reported.
   * @param reports each reporter either accuses a worker or withdraws, not both
   * @param maxAccused number of workers that a reporter may accuse at a time
   */
  async recordObservations(reports: readonly Observation[], maxAccused: number): Promise<Reported> {
    const given = reports.map(({ worker, reporter, reporterName, kind, jobId, scope }, index) => ({
      ord: index + 1,
      worker,
      reporter,
      name: reporterName,
      kind,
      job: jobId ?? null,
      scope: scope === null ? null : (JSON.parse(scope) as unknown),
    }));
    return this.database.transaction(async (tx) => {
      const stored = await tx.query<StoredRow>(STORE, [JSON.stringify(given), maxAccused, MAX_REPORTERS]);
      const actors = new Map<string, string>();
      // What a reporter said alone no longer counts once it accuses too many.
      for (const { ord, others } of stored)
        for (const worker of others) actors.set(worker, reports[ord - 1]!.actor);
      for (const { ord } of stored) actors.set(reports[ord - 1]!.worker, reports[ord - 1]!.actor);
      if (actors.size === 0) return { weighed: reports.map(() => undefined), begun: [] };
      const parameters = [[...actors.keys()], [...actors.values()], maxAccused];
      const applied = await tx.query<AppliedRow>(APPLY, parameters);
      const until = new Map(applied.map((row) => [row.id, row.until]));
      const rows = new Map(stored.map((row) => [row.ord, row]));
      const weighed = reports.map(({ worker }, index): Weighed | undefined => {
        const row = rows.get(index + 1);
        if (row === undefined) return undefined;
        const { presence, has_job: hasJob, accused: accusing } = row;
        return { presence, hasJob, accusing, suspectUntil: until.get(worker) ?? null };
      });
      return { weighed, begun: applied.filter(({ begins }) => begins).map(({ id }) => id) };
    });
  }

  /**
   * Deletes reports that no longer count.
   * @returns how many, up to the limit
   */
  async expireObservations(limit: number): Promise<number> {
    return (await this.database.query<{ expired: number }>(EXPIRE, [limit]))[0]!.expired;
  }
}
