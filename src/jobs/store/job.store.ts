import { Inject, Injectable } from '@nestjs/common';
import { leaseSecondsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { setLockTimeout } from '../../platform/database/common-statements.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import { availability } from '../../fleet/store/availability.js';
import { fencePiece, fenceValues } from '../../fleet/store/fence-piece.js';
import { hasLostSession, lateSeconds, isLastChoice } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import type {
  AssignmentRow,
  Asker,
  Claimed,
  EndRow,
  HolderRow,
  JobRow,
  JobWish,
  RefusingRow,
} from './job.js';
import { ANYBODY, CLAIM_HELD, claimedOf, COUNT_REFUSING, freeClaim } from './claim-statements.js';

const ASSIGN = statement(import.meta.url, './sql/assign-job.sql', {
  ...JOURNAL,
  availability: availability('t'),
  late: lateSeconds('t', '$9'),
  lastChoice: isLastChoice('t', '$9', '$10'),
  lost: hasLostSession('t'),
  fence: fencePiece('$5::integer', '$7::text', '$8::jsonb'),
});
const END = statement(import.meta.url, './sql/end-job.sql', {
  ...JOURNAL,
  fence: fencePiece('$3::integer', '$5::text', '$6::jsonb'),
});

const FIND_JOB = statement(import.meta.url, './sql/find-job.sql');
const LIST_JOBS = statement(import.meta.url, './sql/list-jobs.sql');
const FIND_HOLDER = statement(import.meta.url, './sql/find-holder.sql');

/** Stores which worker has which job. */
@Injectable()
export class JobStore {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
  }

  /** Returns undefined for an unknown worker. */
  async assignJob(
    worker: string,
    jobId: string,
    priority: number,
    { fence, actor }: Asker,
  ): Promise<AssignmentRow | undefined> {
    const [incarnation, bootId, scope] = fenceValues(fence);
    const parameters = [worker, jobId, priority, this.leaseSeconds, incarnation, actor, bootId, scope];
    const bound = [...parameters, ...this.suspicion.forAssignments()];
    return (await this.database.queryPrepared<AssignmentRow>(ASSIGN, bound))[0];
  }

  /** Returns undefined for an unknown worker. */
  async endJob(worker: string, jobId: string, { fence, actor }: Asker): Promise<EndRow | undefined> {
    const [incarnation, bootId, scope] = fenceValues(fence);
    const parameters = [worker, jobId, incarnation, actor, bootId, scope];
    return (await this.database.queryPrepared<EndRow>(END, parameters))[0];
  }

  /**
   * Assigns jobs with the same requirements to workers whose rows are not locked, each to another worker.
   * @param jobs callers, by job; up to {@link AT_ONCE}
   * @returns claims by job; jobs without a worker are missing
   */
  async claimFree(wish: JobWish, jobs: ReadonlyMap<string, string>): Promise<Map<string, Claimed>> {
    const [{ one, many }, asked] = freeClaim(wish);
    const [ids, callers] = [[...jobs.keys()], [...jobs.values()]];
    const isOne = ids.length === 1;
    const rows = await this.database.queryPreparedTexts(isOne ? one : many, [
      wish.priority,
      this.leaseSeconds,
      ...(isOne ? [ids[0], callers[0]] : [ids, callers]),
      ...this.suspicion.forAssignments(),
      ...asked,
    ]);
    return new Map(rows.map(claimedOf));
  }

  /**
   * Assigns a job to a worker whose row is locked, once the lock is released.
   * @param ofSuspects whether suspects may take it, too
   * @throws DomainError `database_busy` after `waitMs`
   */
  async claimHeld(
    wish: JobWish,
    actor: string,
    waitMs: number,
    ofSuspects: boolean,
  ): Promise<Claimed | undefined> {
    return this.database.transaction(async (tx: Queryable) => {
      await setLockTimeout(tx, waitMs);
      const suspicion = this.suspicion.forAssignments();
      const parameters = [...this.claimParameters(wish), ...suspicion, wish.jobId, actor, ofSuspects];
      const [row] = await tx.query<{ worker: string; fence: string | null }>(CLAIM_HELD, parameters);
      return row && { worker: row.worker, fence: row.fence === null ? null : Number(row.fence) };
    });
  }

  /** Returns whether any worker can take the job, locked or not, and whether one can that is not suspect. */
  async canBeTaken(wish: JobWish): Promise<{ readonly any: boolean; readonly sound: boolean }> {
    type Row = { any: boolean; sound: boolean };
    const parameters = [...this.claimParameters(wish), ...this.suspicion.forAssignments()];
    return (await this.database.query<Row>(ANYBODY, parameters))[0]!;
  }

  /** Counts the workers where a claim looked, and why they cannot take the job. */
  async countRefusing(wish: JobWish): Promise<RefusingRow> {
    return (await this.database.query<RefusingRow>(COUNT_REFUSING, this.claimParameters(wish)))[0]!;
  }

  /**
   * Returns the worker that has the job, or undefined.
   * @param scope of the caller, for `is_in_scope`
   */
  async findHolder(
    { jobId, priority, terms, zone }: JobWish,
    scope: string | null,
  ): Promise<HolderRow | undefined> {
    return (
      await this.database.queryPrepared<HolderRow>(FIND_HOLDER, [jobId, priority, terms, zone, scope])
    )[0];
  }

  async findJob(jobId: string): Promise<JobRow | undefined> {
    return (await this.database.queryPrepared<JobRow>(FIND_JOB, [jobId]))[0];
  }

  /** Returns jobs of a worker in the order of their ids, after a given one. */
  async listJobs(worker: string, after: string, limit: number): Promise<JobRow[]> {
    return this.database.query<JobRow>(LIST_JOBS, [worker, after, limit]);
  }

  private claimParameters({ priority, terms, zone, prefix }: JobWish): unknown[] {
    return [priority, this.leaseSeconds, terms, zone, prefix];
  }
}
