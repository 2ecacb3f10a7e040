import { Injectable } from '@nestjs/common';
import type { Fence, FenceVerdict } from '../../../fleet/fence.js';
import { fencePiece, fenceValues } from '../../../fleet/store/fence-piece.js';
import { JobReleaseStore } from '../../../fleet/store/job-release.store.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';
import type { Presence, WorkerState } from '../../../fleet/worker.js';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';

const DELETE = statement(import.meta.url, './sql/delete-worker.sql', JOURNAL);
const PURGE = statement(import.meta.url, './sql/purge-workers.sql', JOURNAL);
const DEREGISTER = statement(import.meta.url, './sql/deregister-worker.sql', {
  ...JOURNAL,
  fence: fencePiece('$6::integer', '$7::text', '$8::jsonb'),
});

const LOCK_IN_SCOPE = statement(import.meta.url, './sql/lock-worker-in-scope.sql');
const LOCK_STATE = statement(import.meta.url, './sql/lock-worker-state.sql');

export interface Departure {
  readonly force: boolean;
  readonly drain: boolean;
  readonly reason: string | null;
  /** The actor in the journal. */
  readonly actor: string;
}

/** Result of a deregistration. */
export interface DepartureResult {
  /** Nothing was done if it is not null. */
  readonly fence: FenceVerdict;
  readonly was: Presence;
  readonly activeJobs: number;
  /** The new state; undefined if nothing changed. */
  readonly state: WorkerState | undefined;
}

/** Deregisters workers and deletes their records. */
@Injectable()
export class DepartureStore {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobReleaseStore,
  ) {}

  /** Deregisters a worker, or begins its drain; returns undefined for an unknown one. */
  async deregisterWorker(
    id: string,
    { force, drain, reason, actor }: Departure,
    fence: Fence,
  ): Promise<DepartureResult | undefined> {
    type Row = Partial<StateRow> & { was_presence: Presence; active_jobs: number; fence: FenceVerdict };
    const parameters = [id, force, drain, reason, actor, ...fenceValues(fence)];
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(DEREGISTER, parameters);
      if (row === undefined) return undefined;
      const changed = row.revision === null ? undefined : stateOf(row as StateRow);
      const gone = changed?.presence === 'LEFT' && changed.assignedJobCount > 0;
      if (gone) await this.jobs.releaseJobs(tx, [id], { reason: 'deregistered', actor, tellLater: false });
      const { was_presence: was, active_jobs: activeJobs } = row;
      return { fence: row.fence, was, activeJobs, state: changed };
    });
  }

  /**
   * @param scope of the caller, for `is_in_scope`
   * @returns whether there was a record in that scope
   */
  async deleteWorker(id: string, actor: string, scope: string | null): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      // Locks the description before the state, as a registration does; but not in a way that blocks the
      // check of the foreign key: a transaction that has locked the state performs it when it updates the
      // state again, and would deadlock.
      if ((await tx.query(LOCK_IN_SCOPE, [id, scope])).length === 0) return false;
      await tx.query(LOCK_STATE, [id]);
      await this.jobs.releaseJobs(tx, [id], { reason: 'the record was deleted', actor, tellLater: false });
      return (await tx.query(DELETE, [id, actor])).length === 1;
    });
  }

  /**
   * Deletes records that have been absent for this many days.
   * @returns how many, up to the limit
   */
  async purgeWorkers(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ purged: number }>(PURGE, [days, limit]);
    return row!.purged;
  }
}
