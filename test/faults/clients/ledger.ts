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

/** Everything that was acknowledged to a client. */
export class Ledger {
  readonly workers = new Map<string, WorkerRecord>();
  readonly jobs = new Map<string, JobRecord>();
  /** Jobs that two answers assigned to two workers. */
  readonly contradictions: string[] = [];

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
