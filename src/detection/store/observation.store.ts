import { Injectable } from '@nestjs/common';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';

const STORE = statement(import.meta.url, './sql/store-observation.sql');
const APPLY = statement(import.meta.url, './sql/apply-observations.sql', JOURNAL);

/** Number of reporters that are stored for one worker: two suffice. */
const MAX_REPORTERS = 16;

export const OBSERVATION_KINDS = ['refused', 'timeout', 'error', 'ok'] as const;
export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/** What a reporter observed of a worker. */
export interface Observation {
  readonly reporter: string;
  readonly reporterName: string;
  readonly kind: ObservationKind;
  readonly jobId: string | undefined;
  /** Of the caller, for `is_in_scope`. */
  readonly scope: string | null;
  readonly actor: string;
  /** Number of workers that a reporter may accuse at a time. */
  readonly maxAccused: number;
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

/** Stores what schedulers report about workers. */
@Injectable()
export class ObservationStore {
  constructor(private readonly database: Database) {}

  /** Stores a report, and makes the worker suspect if enough was reported; returns undefined for an unknown worker. */
  async report(worker: string, observation: Observation): Promise<Weighed | undefined> {
    const { reporter, reporterName, kind, jobId, scope, actor, maxAccused } = observation;
    const parameters = [worker, reporter, reporterName, kind, jobId, scope, maxAccused, MAX_REPORTERS];
    type Row = { presence: string; has_job: boolean; accusing: number; others: string[] };
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(STORE, parameters);
      if (row === undefined) return undefined;
      const { presence, has_job: hasJob, accusing, others } = row;
      // What a reporter said alone no longer counts once it accuses too many.
      const changed = kind !== 'ok' && accusing > maxAccused ? [worker, ...others] : [worker];
      const rows = await tx.query<{ id: string; until: Date | null }>(APPLY, [changed, actor, maxAccused]);
      const suspectUntil = rows.find(({ id }) => id === worker)?.until ?? null;
      return { presence, hasJob, accusing, suspectUntil };
    });
  }
}
