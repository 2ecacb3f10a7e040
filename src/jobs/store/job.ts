import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import type { LiveState, Presence, WorkerDescription } from '../../fleet/worker.js';

/** Why a worker cannot take a job. */
export type JobRefusal = 'absent' | 'unhealthy' | 'ordered' | 'silent' | 'suspect' | 'priority' | 'full';

export interface AssignmentRow {
  /** Fence of the assignment; null if the job was not assigned. */
  readonly job_fence: string | null;
  readonly assigned_at: Date | null;
  readonly fence: FenceVerdict;
  readonly refusal: JobRefusal | null;
  readonly presence: string;
  readonly health: string;
  readonly order_kind: string | null;
  readonly priority_threshold: number;
  readonly usable_slots: number;
  readonly jobs: number;
  readonly late_seconds: number;
  /** Whether the worker is suspect by reports of schedulers. */
  readonly accused: boolean;
  /** Whether it is suspect because its session ended without a farewell. */
  readonly session_lost: boolean;
}

/** The caller that changes the jobs of a worker. */
export interface Asker {
  readonly fence: Fence;
  readonly actor: string;
}

export interface EndRow {
  readonly fence: FenceVerdict;
  readonly ended: boolean;
}

/** What a job requires of its worker. */
export interface JobWish {
  readonly jobId: string;
  readonly priority: number;
  /** Terms of `terms.ts`; null for any worker. */
  readonly terms: readonly string[] | null;
  /** Null for any zone; '' for workers without one. */
  readonly zone: string | null;
  /** Prefix of the workerId; null for any. */
  readonly prefix: string | null;
}

export interface Claimed {
  readonly worker: string;
  /** Fence of the assignment; null if the job was already assigned. */
  readonly fence: number | null;
  /** The worker at that moment; undefined if another statement has to read it. */
  readonly taker?: { readonly state: LiveState; readonly description: WorkerDescription } | undefined;
}

export interface JobRow {
  readonly job_id: string;
  readonly worker: string;
  /** A bigint, as text. */
  readonly fence: string;
  readonly priority: number;
  readonly assigned_at: Date;
}

/** The worker that has a job, and whether it meets the requirements of a claim. */
export interface HolderRow {
  readonly worker: string;
  /** A bigint, as text. */
  readonly fence: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly presence: Presence;
  readonly priority_threshold: number;
  /** Required terms of `terms.ts` that it lacks. */
  readonly lacking: readonly string[];
  readonly fits_zone: boolean;
  readonly fits_priority: boolean;
  /** Whether it is in the scope of the caller. */
  readonly inside: boolean;
}

/** Present workers where a claim looked, and for what first reason those that fit cannot take the job. */
export interface RefusingRow {
  readonly present: number;
  /** Those that meet the requirements. */
  readonly fitting: number;
  readonly unhealthy: number;
  readonly ordered: number;
  readonly silent: number;
  /** They report a status in which they take no job. */
  readonly unwilling: number;
  readonly priority: number;
  readonly full: number;
}
