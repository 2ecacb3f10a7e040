import { AgentError } from './agent-error.js';
import { withDeadline, type Bounds } from './deadline.js';
import { requireJobId } from './sendable.js';

/** A job's function: it should stop early when the signal is aborted, whose `reason` says why. */
export type JobFunction<Result> = (signal: AbortSignal) => Result | Promise<Result>;

/** Tracks the jobs that this process runs, and can abort them. */
export class RunningJobs {
  /** Undefined for a job that was taken over from the previous process and does not run yet. */
  private readonly jobs = new Map<string, AbortController | undefined>();
  private waiting: (() => void)[] = [];
  private errors = 0;
  /** Why no more jobs may begin. */
  private over: AgentError | undefined;
  /** Called for each function that threw, with the total; functions whose signal was aborted do not count. */
  failed: (errors: number) => void = () => undefined;

  /**
   * @param notify called when a job begins or ends
   * @throws TypeError for an id that the service would refuse
   */
  constructor(
    expected: readonly string[],
    private readonly notify: (kind: 'job-began' | 'job-ended', jobId: string) => void,
  ) {
    for (const jobId of expected) {
      requireJobId(jobId);
      this.jobs.set(jobId, undefined);
    }
  }

  get ids(): string[] {
    return [...this.jobs.keys()];
  }

  get count(): number {
    return this.jobs.size;
  }

  /**
   * @throws Error if the job is already running; AgentError after `abortAll`, until `admitJobs`; whatever the function
   * throws
   */
  async runJob<Result>(jobId: string, work: JobFunction<Result>): Promise<Result> {
    requireJobId(jobId);
    if (this.over !== undefined) throw noMoreJobs(this.over);
    if (this.jobs.get(jobId) !== undefined) throw new Error(`Job ${jobId} is already running`);
    const control = new AbortController();
    const isNew = !this.jobs.has(jobId);
    this.jobs.set(jobId, control);
    if (isNew) this.notify('job-began', jobId);
    try {
      return await work(control.signal);
    } catch (error) {
      if (!control.signal.aborted) {
        this.errors += 1;
        this.failed(this.errors);
      }
      throw error;
    } finally {
      this.ended(jobId);
    }
  }

  /** Forgets an expected job that will not run here. Leaves a running one alone. */
  forgetJob(jobId: string): void {
    if (this.jobs.has(jobId) && this.jobs.get(jobId) === undefined) this.ended(jobId);
  }

  abortJob(jobId: string, reason: Error): void {
    this.jobs.get(jobId)?.abort(reason);
  }

  admitJobs(): void {
    this.over = undefined;
  }

  /** Aborts all running jobs, forgets those that were only expected, and refuses later ones. */
  abortAll(reason: AgentError): void {
    this.over = reason;
    for (const jobId of this.ids) {
      this.forgetJob(jobId);
      this.abortJob(jobId, reason);
    }
  }

  /** Resolves when no job runs, or when the bounds end the wait. */
  async waitForNone(bounds: Bounds): Promise<void> {
    if (this.count === 0) return;
    await withDeadline(bounds, () => new Promise<void>((resolve) => this.waiting.push(resolve))).catch(
      () => undefined,
    );
  }

  private ended(jobId: string): void {
    this.jobs.delete(jobId);
    this.notify('job-ended', jobId);
    if (this.count === 0) for (const done of this.waiting.splice(0)) done();
  }
}

const noMoreJobs = ({ code, message, remedy }: AgentError): AgentError =>
  new AgentError({ status: 0, code, message: `The worker no longer runs jobs: ${message}`, remedy });
