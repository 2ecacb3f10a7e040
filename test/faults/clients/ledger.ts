import { SHORTEST_INTERVAL_MS } from '../parts/instance.js';
import { Fences } from './fences.js';

/**
 * Time after which nothing is left of departed guests. A crashed one must be detected first, and each gap of
 * a fault extends its lease, and is excluded from the time for which it may be FAILED.
 */
const GONE_AFTER_S = { left: 120, crashed: 240 };

/** A period without a sign of life, by the database clock. */
export interface Silence {
  /** The last heartbeat before it. */
  readonly since: string;
  /** When the lease was renewed after it; undefined while it lasts. */
  until: string | undefined;
}

/** The end of a worker's process, for good. Times are in ms of the clock that the database uses, too. */
export interface Death {
  /** When its last heartbeat was answered. */
  readonly at: number;
  /** Its last heartbeat. */
  readonly last: number;
  /** Whether no request of unknown outcome can have renewed its lease later. */
  readonly isSure: boolean;
  /** When its port, which the service had seen open, began to refuse connections; undefined without one. */
  readonly refusesSince: number | undefined;
  /** When the wait for its cleanup ended. */
  awaitedUntil: number | undefined;
  /** When its loss was first acknowledged, or could have been. */
  acknowledgedAt: number | undefined;
  /** Whether answers showed it as suspect, each with the time when the request was sent. */
  readonly looks: { readonly sentAt: number; readonly answeredAt: number; readonly suspect: boolean }[];
}

/** What a worker was told about itself, and the service must stand by. */
export interface WorkerRecord {
  readonly workerId: string;
  readonly maxConcurrentJobs: number;
  id: string | undefined;
  present: boolean;
  registrations: number;
  incarnation: number;
  /** Its last description, different each time. */
  version: string | undefined;
  heartbeatCount: number;
  lastHeartbeat: string | undefined;
  /** The count of the last acknowledged heartbeat; undefined if another may have arrived after it. */
  jobCount: number | undefined;
  order: 'DRAINING' | 'MAINTENANCE' | null;
  /** Whether the effect of a registration or departure is unknown. */
  presenceOpen: boolean;
  /** The same for an order. */
  orderOpen: boolean;
  /** Its silences since the last comparison, and a longer one in progress: long ones must be detected. */
  silences: Silence[];
  /** Acknowledged heartbeats since the last comparison, and the last one before it, in ms. */
  renewals: number[];
  /** No heartbeat was later than this, counted from when it was due. */
  worstLatenessMs: number;
  /** When its session was last cut, in ms: it is suspect from then on until its next heartbeat. */
  sessionLostAt: number;
  /** Undefined while it lives. */
  death: Death | undefined;
  /** Whether it is silent for so long that a sweep must detect it. */
  sought: boolean;
  /** When it left or crashed for good, in ms of this process: its record is deleted in the end. */
  departedAt: number | undefined;
}

/** What a scheduler was told about a job. */
export interface JobRecord {
  readonly jobId: string;
  workerId: string | undefined;
  state: 'wanted' | 'assigned' | 'ended';
  /** Whether the last request about it was not answered: it may have taken effect, or take effect later. */
  open: boolean;
}

/** How an instance showed a worker after reports of one scheduler for so many of its jobs. */
export interface Accusation {
  readonly where: string;
  readonly workerId: string;
  readonly reports: number;
  /** Whether it had to be suspect, and whether it was. */
  readonly expected: boolean;
  readonly shown: boolean;
}

/** Everything that was acknowledged to a client. */
export class Ledger {
  readonly workers = new Map<string, WorkerRecord>();
  readonly jobs = new Map<string, JobRecord>();
  /** Jobs that two answers assigned to two workers. */
  readonly contradictions: string[] = [];
  readonly accusations: Accusation[] = [];
  readonly fences = new Fences();

  worker(workerId: string, maxConcurrentJobs: number): WorkerRecord {
    const record: WorkerRecord = {
      workerId,
      maxConcurrentJobs,
      id: undefined,
      present: false,
      registrations: 0,
      incarnation: 0,
      version: undefined,
      heartbeatCount: 0,
      lastHeartbeat: undefined,
      jobCount: undefined,
      order: null,
      presenceOpen: false,
      orderOpen: false,
      silences: [],
      renewals: [],
      worstLatenessMs: 0,
      sessionLostAt: -Infinity,
      death: undefined,
      sought: false,
      departedAt: undefined,
    };
    this.workers.set(workerId, record);
    return record;
  }

  job(jobId: string): JobRecord {
    const record: JobRecord = { jobId, workerId: undefined, state: 'wanted', open: false };
    this.jobs.set(jobId, record);
    return record;
  }

  /**
   * Removes workers that departed and no longer have a record.
   *
   * @param there names of those that have one
   * @returns what is wrong: workers that departed long ago, but have a record
   */
  letGo(there: readonly string[]): string[] {
    const recorded = new Set(there);
    const wrong: string[] = [];
    for (const { workerId, departedAt, present } of this.workers.values()) {
      if (departedAt === undefined) continue;
      const seconds = Math.round((performance.now() - departedAt) / 1000);
      if (!recorded.has(workerId)) this.workers.delete(workerId);
      else if (seconds > GONE_AFTER_S[present ? 'crashed' : 'left'])
        wrong.push(`${workerId} departed long ago, but has a record`);
    }
    return wrong;
  }

  assigned(record: JobRecord, workerId: string): void {
    if (record.workerId !== undefined && record.workerId !== workerId)
      this.contradictions.push(`${record.jobId} was given to ${record.workerId}, then to ${workerId}`);
    Object.assign(record, { workerId, state: 'assigned', open: false });
  }
}

/** Adds the time of an acknowledged heartbeat. */
export function renewed(record: WorkerRecord, at: number): void {
  const before = record.renewals.at(-1);
  if (before !== undefined && at <= before) return;
  record.renewals.push(at);
  if (before !== undefined)
    record.worstLatenessMs = Math.max(record.worstLatenessMs, at - before - SHORTEST_INTERVAL_MS);
}
