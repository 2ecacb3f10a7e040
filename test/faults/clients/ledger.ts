/** What a worker was told about itself, which the service has to stand by. */
export interface WorkerRecord {
  readonly workerId: string;
  readonly maxConcurrentJobs: number;
  id: string | undefined;
  present: boolean;
  registrations: number;
  incarnation: number;
  heartbeatCount: number;
  lastHeartbeat: string | undefined;
  /** The count of the last acknowledged heartbeat; undefined where another may have come after it. */
  jobCount: number | undefined;
  order: 'DRAINING' | 'MAINTENANCE' | null;
  /** A registration or departure of which nobody knows whether it was done. */
  presenceOpen: boolean;
  /** The same of an order. */
  orderOpen: boolean;
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
      heartbeatCount: 0,
      lastHeartbeat: undefined,
      jobCount: undefined,
      order: null,
      presenceOpen: false,
      orderOpen: false,
    };
    this.workers.set(workerId, record);
    return record;
  }

  job(jobId: string): JobRecord {
    const record: JobRecord = { jobId, workerId: undefined, state: 'wanted', open: false };
    this.jobs.set(jobId, record);
    return record;
  }

  assigned(record: JobRecord, workerId: string): void {
    if (record.workerId !== undefined && record.workerId !== workerId)
      this.contradictions.push(`${record.jobId} was given to ${record.workerId}, then to ${workerId}`);
    Object.assign(record, { workerId, state: 'assigned', open: false });
  }
}
