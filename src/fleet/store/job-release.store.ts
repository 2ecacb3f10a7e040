import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from './journal.js';

const REVOKED = statement(import.meta.url, './sql/list-revoked-jobs.sql');
const FIND_FOREIGN = statement(import.meta.url, './sql/find-foreign-jobs.sql');
const LOCK_STATES = statement(import.meta.url, './sql/lock-worker-states.sql');
const RELEASE = statement(import.meta.url, './sql/release-jobs.sql', JOURNAL);

/** A job and its worker. */
export interface WorkersJob {
  readonly worker: string;
  readonly jobId: string;
}

export interface Release {
  /** The reason in the journal. */
  readonly reason: string;
  /** One for all, or one for each worker. */
  readonly actor: string | readonly string[];
  /** Whether the worker does not know of the release, and must be informed when it returns. */
  readonly tellLater: boolean;
  /** Jobs that stay assigned. */
  readonly kept?: readonly WorkersJob[];
}

/** Releases jobs from workers that no longer run them. */
@Injectable()
export class JobReleaseStore {
  /**
   * Releases the jobs of workers.
   * @param tx a transaction that has locked the rows of these workers; it reads their jobs afterwards, so
   * that none is missed
   */
  async releaseJobs(
    tx: Queryable,
    workers: readonly string[],
    { reason, actor, tellLater, kept = [] }: Release,
  ): Promise<WorkersJob[]> {
    if (workers.length === 0) return [];
    const keptWorkers = kept.map(({ worker }) => worker);
    const keptJobs = kept.map(({ jobId }) => jobId);
    const actors = typeof actor === 'string' ? workers.map(() => actor) : actor;
    const parameters = [workers, keptWorkers, keptJobs, reason, actors, tellLater];
    const rows = await tx.query<{ worker: string; job_id: string }>(RELEASE, parameters);
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }

  /**
   * Releases all jobs of workers that are dead, or that count as dead: one statement for many workers, one
   * event per job. A worker that returns after all is informed.
   * @param tx a transaction that has locked the rows of these workers
   * @param reason the reason in the journal
   */
  releaseOfDead(
    tx: Queryable,
    workers: readonly string[],
    reason: string,
    actor = 'service',
  ): Promise<WorkersJob[]> {
    return this.releaseJobs(tx, workers, { reason, actor, tellLater: true });
  }

  /** Returns those of the jobs that another worker has. */
  async findForeignJobs(tx: Queryable, jobs: readonly WorkersJob[]): Promise<WorkersJob[]> {
    if (jobs.length === 0) return [];
    const rows = await tx.query<{ worker: string; job_id: string }>(FIND_FOREIGN, [
      jobs.map(({ worker }) => worker),
      jobs.map(({ jobId }) => jobId),
    ]);
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }

  /**
   * Returns the jobs to report to workers that have returned: jobs that were released from them, except those
   * that they have dropped.
   * @param dropped jobs that they report as stopped
   */
  async listRevokedJobs(
    tx: Queryable,
    workers: readonly string[],
    dropped: readonly WorkersJob[],
  ): Promise<WorkersJob[]> {
    await tx.query(LOCK_STATES, [workers]);
    const parameters = [workers, dropped.map(({ worker }) => worker), dropped.map(({ jobId }) => jobId)];
    const rows = await tx.query<{ worker: string; job_id: string }>(REVOKED, parameters);
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }
}
