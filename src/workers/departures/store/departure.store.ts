import { Injectable } from '@nestjs/common';
import type { Fence, FenceVerdict } from '../../../fleet/fence.js';
import { fencePiece, fenceValues } from '../../../fleet/store/fence-piece.js';
import { JobReleaseStore } from '../../../fleet/store/job-release.store.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';
import type { Presence, WorkerState } from '../../../fleet/worker.js';
import { Database, type Queryable } from '../../../platform/database/database.js';
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
  readonly id: string;
  /** Nothing was done if it is not null. */
  readonly fence: FenceVerdict;
  readonly was: Presence;
  readonly activeJobs: number;
  /** The new state; undefined if nothing changed. */
  readonly state: WorkerState | undefined;
}

type DepartureRow = Partial<StateRow> & {
  target: string;
  was_presence: Presence;
  active_jobs: number;
  fence: FenceVerdict;
};

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
    departure: Departure,
    fence: Fence,
  ): Promise<DepartureResult | undefined> {
    return this.database.transaction(async (tx) => {
      const [result] = await this.deregisterWorkers(tx, [id], departure, fence, null);
      return result;
    });
  }

  /**
   * Deregisters workers, or begins their drains.
   * @param operation that it belongs to
   * @returns a result for each known worker
   */
  async deregisterWorkers(
    tx: Queryable,
    ids: readonly string[],
    { force, drain, reason, actor }: Departure,
    fence: Fence,
    operation: string | null,
  ): Promise<DepartureResult[]> {
    const parameters = [ids, force, drain, reason, actor, ...fenceValues(fence), operation];
    const rows = await tx.query<DepartureRow>(DEREGISTER, parameters);
    const results = rows.map(resultOf);
    const gone = results.filter(({ state }) => state?.presence === 'LEFT' && state.assignedJobCount > 0);
    await this.jobs.releaseJobs(
      tx,
      gone.map(({ id }) => id),
      { reason: 'deregistered', actor, tellLater: false },
    );
    return results;
  }

  /**
   * @param scope of the caller, for `is_in_scope`
   * @returns whether there was a record in that scope
   */
  async deleteWorker(id: string, actor: string, scope: string | null): Promise<boolean> {
    return this.database.transaction(
      async (tx) => (await this.deleteWorkers(tx, [id], actor, scope, null)).length === 1,
    );
  }

  /**
   * Deletes the records of workers in a scope.
   * @param operation that it belongs to
   * @returns the ids of the deleted ones
   */
  async deleteWorkers(
    tx: Queryable,
    ids: readonly string[],
    actor: string,
    scope: string | null,
    operation: string | null,
  ): Promise<string[]> {
    // Locks the description before the state, as a registration does; but not in a way that blocks the
    // check of the foreign key: a transaction that has locked the state performs it when it updates the
    // state again, and would deadlock.
    const inScope = (await tx.query<{ id: string }>(LOCK_IN_SCOPE, [ids, scope])).map(({ id }) => id);
    if (inScope.length === 0) return [];
    await tx.query(LOCK_STATE, [inScope]);
    await this.jobs.releaseJobs(tx, inScope, { reason: 'the record was deleted', actor, tellLater: false });
    return (await tx.query<{ id: string }>(DELETE, [inScope, actor, operation])).map(({ id }) => id);
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

function resultOf(row: DepartureRow): DepartureResult {
  const { target: id, was_presence: was, active_jobs: activeJobs, fence, revision } = row;
  return { id, fence, was, activeJobs, state: revision === null ? undefined : stateOf(row as StateRow) };
}
