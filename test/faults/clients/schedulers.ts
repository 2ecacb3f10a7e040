import type { Instance } from '../parts/instance.js';
import type { Answers } from './answers.js';
import { Client, isOpen } from './client.js';
import type { JobRecord, Ledger, WorkerRecord } from './ledger.js';

const AT_ONCE = 5;

/** Share of claims that are repeated. */
const REPEATS = 4;

/** Share of jobs that run again under the same id: each assignment has a fence of its own. */
const RERUNS = 3;

/** Claims, assigns and ends jobs. Repeats a request until it is answered, because a claim may be repeated. */
export class SchedulerClient extends Client {
  protected readonly usualRestMs = 100;
  private readonly held: JobRecord[] = [];
  /**
   * Jobs that stay unchanged until everything was compared: an earlier request about them may still be in
   * progress.
   */
  private readonly untouched = new Set<JobRecord>();
  /** Jobs of which a request had an unknown outcome at some time: it may take effect late. */
  private readonly doubtful = new WeakSet<JobRecord>();
  /** Ids of jobs that have ended, and may run again. */
  private readonly reruns: string[] = [];
  private current: { record: JobRecord; ends: boolean; asked: number } | undefined;
  private made = 0;
  /** No worker can take a job: one must end before the next is requested. */
  private full = false;

  constructor(
    instances: readonly Instance[],
    answers: Answers,
    private readonly ledger: Ledger,
    private readonly index: number,
    private readonly workers: readonly WorkerRecord[],
  ) {
    super(instances, answers, index);
  }

  async act(): Promise<void> {
    if (this.workers.some(({ registrations }) => registrations === 0)) return;
    this.current ??= this.next();
    if (this.current === undefined) return;
    const { record, ends } = this.current;
    const again = this.current.asked > 0;
    this.current.asked += 1;
    record.open = !(await (ends ? this.end(record, again) : this.assign(record)));
    if (record.open) this.doubt(record);
    else this.current = undefined;
  }

  override settle(): void {
    super.settle();
    this.untouched.clear();
  }

  private next(): typeof this.current {
    const oldest = this.held.find((record) => !this.untouched.has(record));
    if (this.held.length < AT_ONCE && !(this.full && oldest !== undefined)) {
      this.made += 1;
      const rerun = this.made % RERUNS === 0 ? this.reruns.shift() : undefined;
      const record = this.ledger.job(rerun ?? `job-${this.index}-${this.made}`);
      return { record, ends: false, asked: 0 };
    }
    return oldest && { record: oldest, ends: true, asked: 0 };
  }

  /** @returns whether it was answered */
  private async assign(record: JobRecord): Promise<boolean> {
    const { jobId } = record;
    const chosen = this.workers[this.made % this.workers.length]!;
    const claims = this.made % 2 === 0;
    const answer = claims
      ? await this.call('claim', { body: { jobId }, expected: ['no_worker_for_job'] })
      : await this.call('assign', {
          path: { workerId: chosen.workerId },
          body: { jobId },
          expected: ['worker_takes_no_job'],
        });
    if (isOpen(answer)) return false;
    if (answer.status <= 201) {
      const worker = answer.body['worker'] as { workerId: string } | undefined;
      const workerId = claims ? worker!.workerId : chosen.workerId;
      this.ledger.assigned(record, workerId);
      this.ledger.fences.granted(jobId, workerId, answer);
      this.held.push(record);
      if (claims && this.made % REPEATS === 0) await this.claimAgain(record);
    } else {
      // An earlier request of this client may take effect after this refusal: it is repeated until that is
      // known.
      if (this.untouched.has(record)) return false;
      record.state = 'ended';
      this.full = true;
    }
    return true;
  }

  /** Like a client that has lost the first answer: the same worker is returned. */
  private async claimAgain(record: JobRecord): Promise<void> {
    const answer = await this.call('claim', { body: { jobId: record.jobId } });
    if (isOpen(answer)) this.doubt(record);
    else if (answer.status <= 201) {
      const { workerId } = answer.body['worker'] as { workerId: string };
      this.ledger.assigned(record, workerId);
      this.ledger.fences.granted(record.jobId, workerId, answer);
    }
  }

  private doubt(record: JobRecord): void {
    this.untouched.add(record);
    this.doubtful.add(record);
  }

  private async end(record: JobRecord, again: boolean): Promise<boolean> {
    const path = { workerId: record.workerId!, jobId: record.jobId };
    const answer = await this.call('end', { path, expected: again ? ['job_not_assigned'] : [] });
    if (isOpen(answer)) return false;
    if (answer.status === 204 || (again && answer.status === 404)) record.state = 'ended';
    if (answer.status === 204) this.ledger.fences.ended(record.jobId);
    if (answer.status === 204 && !this.doubtful.has(record)) this.reruns.push(record.jobId);
    this.held.splice(this.held.indexOf(record), 1);
    this.full = false;
    return true;
  }
}

const ORDERS = ['drain', 'maintenance', 'activate'] as const;
const KINDS = { drain: 'DRAINING', maintenance: 'MAINTENANCE', activate: null } as const;

/** Gives orders to some workers, and lifts them. */
export class OperatorClient extends Client {
  protected readonly usualRestMs = 200;
  private turn = 0;
  private readonly untouched = new Set<WorkerRecord>();

  constructor(
    instances: readonly Instance[],
    answers: Answers,
    private readonly workers: readonly WorkerRecord[],
  ) {
    super(instances, answers, 0);
  }

  async act(): Promise<void> {
    const worker = this.workers[Math.floor(this.turn / ORDERS.length) % this.workers.length]!;
    const order = ORDERS[this.turn % ORDERS.length]!;
    // If the last order of a worker has an unknown outcome, only that order is repeated.
    if (worker.registrations === 0 || (this.untouched.has(worker) && !worker.orderOpen)) {
      this.turn += 1;
      return;
    }
    const answer = await this.call(order, {
      path: { workerId: worker.workerId },
      body: { reason: 'a test' },
    });
    worker.orderOpen = isOpen(answer);
    if (worker.orderOpen) this.untouched.add(worker);
    else {
      this.turn += 1;
      worker.order = KINDS[order];
    }
  }

  override settle(): void {
    super.settle();
    this.untouched.clear();
  }
}
