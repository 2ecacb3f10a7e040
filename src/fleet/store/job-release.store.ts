import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';

const REVOKED = sqlFile(import.meta.url, './sql/list-revoked-jobs.sql');
const RELEASE = sqlFile(import.meta.url, './sql/release-jobs.sql');

/** A job, and the worker that has it. */
export interface WorkersJob {
  readonly worker: string;
  readonly jobId: string;
}

export interface Release {
  /** Why, as the journal shows it. */
  readonly reason: string;
  readonly actor: string;
  /** Whether the worker does not know of it, and is to be told when it is back. */
  readonly tellLater: boolean;
  /** Jobs that stay where they are. */
  readonly kept?: readonly WorkersJob[];
}

/** Takes jobs from workers that run them no more. */
@Injectable()
export class JobReleaseStore {
  /**
   * Releases the jobs of workers, exactly those that there are.
   * @param tx a transaction that holds the rows of these workers; their jobs are read after that, so that none is missed
   */
  async release(
    tx: Queryable,
    workers: readonly string[],
    { reason, actor, tellLater, kept = [] }: Release,
  ): Promise<WorkersJob[]> {
    if (workers.length === 0) return [];
    const keptWorkers = kept.map(({ worker }) => worker);
    const keptJobs = kept.map(({ jobId }) => jobId);
    const parameters = [workers, keptWorkers, keptJobs, reason, actor, tellLater];
    const rows = await tx.query<{ worker: string; job_id: string }>(RELEASE, parameters);
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }

  /** Which of these jobs another worker has. */
  async foreign(tx: Queryable, jobs: readonly WorkersJob[]): Promise<WorkersJob[]> {
    if (jobs.length === 0) return [];
    const rows = await tx.query<{ worker: string; job_id: string }>(
      `SELECT named.worker, named.job_id FROM unnest($1::uuid[], $2::text[]) AS named (worker, job_id)
       JOIN worker_registration.job AS j USING (job_id) WHERE j.worker <> named.worker`,
      [jobs.map(({ worker }) => worker), jobs.map(({ jobId }) => jobId)],
    );
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }

  /**
   * What is to be told to workers that are back: jobs that were taken from them, but for those that they have dropped.
   * @param dropped jobs that they say they have stopped
   */
  async revoked(
    tx: Queryable,
    workers: readonly string[],
    dropped: readonly WorkersJob[],
  ): Promise<WorkersJob[]> {
    await tx.query(
      'SELECT FROM worker_registration.worker_state WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [workers],
    );
    const parameters = [workers, dropped.map(({ worker }) => worker), dropped.map(({ jobId }) => jobId)];
    const rows = await tx.query<{ worker: string; job_id: string }>(REVOKED, parameters);
    return rows.map(({ worker, job_id: jobId }) => ({ worker, jobId }));
  }
}
