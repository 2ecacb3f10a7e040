import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import type { LiveState, WorkerDescription } from '../../fleet/worker.js';

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
