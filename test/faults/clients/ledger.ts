/**
 * By then nothing is left of who departed. Who crashed has to be found first, and each gap of a fault gives it a lease more, and
 * is left out of the time for which it may be FAILED.
 */
const GONE_AFTER_S = { left: 120, crashed: 240 };

/** A time without a sign of life, by the database's clock. */
export interface Silence {
  /** The last heartbeat before it. */
  readonly since: string;
  /** When the lease was renewed after it; undefined while it lasts. */
  until: string | undefined;
}

/** What a worker was told about itself, which the service has to stand by. */
export interface WorkerRecord {
  readonly workerId: string;
  readonly maxConcurrentJobs: number;
  id: string | undefined;
  present: boolean;
  registrations: number;
  incarnation: number;
  /** As it described itself, another one each time. */
  version: string | undefined;
  heartbeatCount: number;
  lastHeartbeat: string | undefined;
  /** The count of the last acknowledged heartbeat; undefined where another may have come after it. */
  jobCount: number | undefined;
  order: 'DRAINING' | 'MAINTENANCE' | null;
  /** A registration or departure of which nobody knows whether it was done. */
  presenceOpen: boolean;
  /** The same of an order. */
  orderOpen: boolean;
  /** Its silences since the last comparison, and one that lasts longer already: those that are long have to be found. */
  silences: Silence[];
  /** It is silent for so long that a sweep must find it. */
  sought: boolean;
  /** When it left or crashed for good, in ms of this process: its record is let go of in the end. */
  departedAt: number | undefined;
}

/** What a scheduler was told about a job. */
export interface JobRecord {
  readonly jobId: string;
  workerId: string | undefined;
  state: 'wanted' | 'assigned' | 'ended';
  /** The last request about it was not answered: it may be done, or be done later. */
  open: boolean;
}

/** All that was acknowledged to anybody. */
export class Ledger {
  readonly workers = new Map<string, WorkerRecord>();
  readonly jobs = new Map<string, JobRecord>();
  /** Jobs that two answers gave to two workers. */
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
   * Forgets workers that departed and have no record any more.
   *
   * @param there names of those that have one
   * @returns what is wrong: who departed long ago, and has a record
   */
  letGo(there: readonly string[]): string[] {
    const recorded = new Set(there);
    const wrong: string[] = [];
    for (const { workerId, departedAt, present } of this.workers.values()) {
      if (departedAt === undefined) continue;
      const seconds = Math.round((performance.now() - departedAt) / 1000);
      if (!recorded.has(workerId)) this.workers.delete(workerId);
      else if (seconds > GONE_AFTER_S[present ? 'crashed' : 'left'])
        wrong.push(`${workerId} departed long ago, and has a record`);
    }
    return wrong;
  }

  assigned(record: JobRecord, workerId: string): void {
    if (record.workerId !== undefined && record.workerId !== workerId)
      this.contradictions.push(`${record.jobId} was given to ${record.workerId}, then to ${workerId}`);
    Object.assign(record, { workerId, state: 'assigned', open: false });
  }
}
