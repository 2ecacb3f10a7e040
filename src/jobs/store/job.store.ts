import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { compose, sqlFile } from '../../platform/database/sql-file.js';
import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import { availability } from '../../fleet/store/availability.js';
import { fencePiece, fenceValues } from '../../fleet/store/fence-piece.js';
import type { LiveState, WorkerDescription } from '../../fleet/worker.js';
import { ANYBODY, CLAIM_HELD, claimedOf, freeClaim } from './claim-statements.js';

const ASSIGN = compose(sqlFile(import.meta.url, './sql/assign-job.sql'), {
  availability: availability('t'),
  fence: fencePiece('$5::integer', '$7::text', '$8::jsonb'),
});
const END = compose(sqlFile(import.meta.url, './sql/end-job.sql'), {
  fence: fencePiece('$3::integer', '$5::text', '$6::jsonb'),
});

const FIND_HOLDER = sqlFile(import.meta.url, './sql/find-holder.sql');

/** Why a worker takes no job. */
export type JobRefusal = 'absent' | 'unhealthy' | 'ordered' | 'silent' | 'priority' | 'full';

export interface AssignmentRow {
  readonly assigned: boolean;
  readonly fence: FenceVerdict;
  readonly refusal: JobRefusal | null;
  readonly presence: string;
  readonly health: string;
  readonly order_kind: string | null;
  readonly priority_threshold: number;
  readonly usable_slots: number;
  readonly jobs: number;
}

/** Who changes what a worker runs. */
export interface Asker {
  readonly fence: Fence;
  readonly actor: string;
}

export interface EndRow {
  readonly fence: FenceVerdict;
  readonly ended: boolean;
}

/** What a job asks of the worker that takes it. */
export interface JobWish {
  readonly jobId: string;
  readonly priority: number;
  /** Words of `terms.ts`; null for any worker. */
  readonly terms: readonly string[] | null;
  /** Null for any; '' for workers without one. */
  readonly zone: string | null;
  /** How the workerId begins; null for any. */
  readonly prefix: string | null;
}

export interface Claimed {
  readonly worker: string;
  /** False where the job is somewhere already. */
  readonly assigned: boolean;
  /** The worker as it is then; undefined where another statement has to tell. */
  readonly taker?: { readonly state: LiveState; readonly description: WorkerDescription } | undefined;
}

export interface JobRow {
  readonly job_id: string;
  readonly worker: string;
  readonly priority: number;
  readonly assigned_at: Date;
}

/** The worker that has a job, and whether it fits what a claim asks. */
export interface HolderRow {
  readonly worker: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly priority_threshold: number;
  /** Words of `terms.ts` that it does not have. */
  readonly lacking: readonly string[];
  readonly fits_zone: boolean;
  readonly fits_priority: boolean;
  /** Whether it lies in the scope of the caller. */
  readonly inside: boolean;
}

/** Knows who runs which job. */
@Injectable()
export class JobStore {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = worker.heartbeatTimeoutMinutes * 60;
  }

  /** Undefined for an unknown worker. */
  async assign(
    worker: string,
    jobId: string,
    priority: number,
    { fence, actor }: Asker,
  ): Promise<AssignmentRow | undefined> {
    const [incarnation, bootId, scope] = fenceValues(fence);
    const parameters = [worker, jobId, priority, this.leaseSeconds, incarnation, actor, bootId, scope];
    return (await this.database.query<AssignmentRow>(ASSIGN, parameters))[0];
  }

  /** Undefined for an unknown worker. */
  async end(worker: string, jobId: string, { fence, actor }: Asker): Promise<EndRow | undefined> {
    const [incarnation, bootId, scope] = fenceValues(fence);
    const parameters = [worker, jobId, incarnation, actor, bootId, scope];
    return (await this.database.query<EndRow>(END, parameters))[0];
  }

  /**
   * Assigns jobs that ask for the same to workers whose rows nobody holds, each to another one.
   * @param jobs who asks, by job; {@link AT_ONCE} at the most
   * @returns by job; who is missing found nobody
   */
  async claimFree(wish: JobWish, jobs: ReadonlyMap<string, string>): Promise<Map<string, Claimed>> {
    const [statement, asked] = freeClaim(wish);
    const parameters = [wish.priority, this.leaseSeconds, [...jobs.keys()], [...jobs.values()], ...asked];
    return new Map((await this.database.queryPreparedTexts(statement, parameters)).map(claimedOf));
  }

  /**
   * Assigns to a worker whose row somebody holds, once that is let go.
   * @throws DomainError `database_busy` after so many milliseconds
   */
  async claimHeld(wish: JobWish, actor: string, waitMs: number): Promise<Claimed | undefined> {
    return this.database.transaction(async (tx: Queryable) => {
      await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [`${waitMs}ms`]);
      return (await tx.query<Claimed>(CLAIM_HELD, [...this.claimParameters(wish), wish.jobId, actor]))[0];
    });
  }

  /** Whether anybody can take it, held or not. */
  async canBeTaken(wish: JobWish): Promise<boolean> {
    return (await this.database.query(ANYBODY, this.claimParameters(wish))).length === 1;
  }

  /**
   * The worker that has the job; undefined where none has.
   * @param scope of the caller, for `is_in_scope`
   */
  async findHolder(
    { jobId, priority, terms, zone }: JobWish,
    scope: string | null,
  ): Promise<HolderRow | undefined> {
    return (await this.database.query<HolderRow>(FIND_HOLDER, [jobId, priority, terms, zone, scope]))[0];
  }

  async find(jobId: string): Promise<JobRow | undefined> {
    const [row] = await this.database.query<JobRow>(
      'SELECT job_id, worker, priority, assigned_at FROM worker_registration.job WHERE job_id = $1',
      [jobId],
    );
    return row;
  }

  /** Jobs of a worker in the order of their ids, after one of them. */
  async page(worker: string, after: string, limit: number): Promise<JobRow[]> {
    return this.database.query<JobRow>(
      `SELECT job_id, worker, priority, assigned_at FROM worker_registration.job
       WHERE worker = $1 AND job_id > $2 ORDER BY job_id LIMIT $3`,
      [worker, after, limit],
    );
  }

  private claimParameters({ priority, terms, zone, prefix }: JobWish): unknown[] {
    return [priority, this.leaseSeconds, terms, zone, prefix];
  }
}
