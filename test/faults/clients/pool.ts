import type { Door } from '../../support/doors.js';
import type { Instance } from '../parts/instance.js';
import type { Answers } from './answers.js';
import { Client, isOpen } from './client.js';
import type { Ledger, WorkerRecord } from './ledger.js';
import { WorkerClient } from './workers.js';

const TAG = 'pool';

/** Jobs of the other schedulers have a lower one. */
const PRIORITY = 500_000;

/** More slots than jobs: every worker of the pool fits each of its jobs. */
const SLOTS = 50;
const AT_ONCE = 4;

/** A worker that is never full. */
export class PoolWorker extends WorkerClient {
  constructor(
    instances: readonly Instance[],
    answers: Answers,
    ledger: Ledger,
    index: number,
    workerId: string,
    slots = SLOTS,
    address: object = {},
  ) {
    const given = { tags: [TAG], priorityThreshold: PRIORITY, ...address };
    super(instances, answers, ledger, index, workerId, given, slots);
  }

  protected override countJobs(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** The service looks for open ports every two seconds, and stores what it saw. */
const SEEN_OPEN_MS = 1000;
/** An instance that dies does not look at the workers that registered with it. */
const NOT_SEEN_MS = 8000;

/**
 * A worker of the pool that dies when told to: directly after an acknowledged heartbeat. One with a door listens until
 * then.
 */
export class Mortal extends PoolWorker {
  private isDoomed = false;
  private knownSince: number | undefined;
  private seenSince: number | undefined;

  /** Twice as many slots as the others: the next job would be its own. */
  constructor(
    instances: readonly Instance[],
    answers: Answers,
    ledger: Ledger,
    index: number,
    workerId: string,
    private readonly door?: Door,
  ) {
    const address = door === undefined ? {} : { hostAddress: '127.0.0.1', port: door.port };
    super(instances, answers, ledger, index, workerId, 2 * SLOTS, address);
  }

  die(): void {
    this.isDoomed = true;
  }

  /** Whether it has sent enough heartbeats to be known. */
  get isSettled(): boolean {
    if (this.record.renewals.length < 2) return false;
    this.knownSince ??= performance.now();
    if (this.door === undefined) return true;
    if (this.door.visits > 0) this.seenSince ??= performance.now();
    const [since, leastMs] =
      this.seenSince === undefined ? [this.knownSince, NOT_SEEN_MS] : [this.seenSince, SEEN_OPEN_MS];
    return performance.now() - since > leastMs;
  }

  override async act(): Promise<void> {
    const { record } = this;
    if (record.death !== undefined) return;
    const before = record.heartbeatCount;
    await super.act();
    if (!this.isDoomed || record.heartbeatCount === before) return;
    this.fallSilent();
    this.reckonsSilence();
    record.sought = true;
    const at = Date.now();
    this.crash();
    await this.door?.close();
    record.death = {
      at,
      last: Date.parse(record.lastHeartbeat!),
      isSure: !this.frozen,
      refusesSince: this.seenSince === undefined ? undefined : Date.now(),
      awaitedUntil: undefined,
      acknowledgedAt: undefined,
      looks: [],
    };
  }
}

interface PoolJob {
  readonly jobId: string;
  workerId: string | undefined;
  fence: number | undefined;
  /** Whether its end was requested before, without an answer. */
  ending: boolean;
}

/**
 * Claims jobs of the pool and ends them. One job of each dead worker does not end: it is claimed again until another
 * worker has it, and then the process of the dead worker, which may only have been cut off, writes once more. Its other jobs
 * end, so that it always has the lightest load.
 */
export class PoolScheduler extends Client {
  protected readonly usualRestMs = 60;
  private readonly jobs: PoolJob[] = [];
  /** The job of each dead worker that does not end. */
  private readonly kept = new Map<string, PoolJob>();
  private made = 0;

  constructor(
    instances: readonly Instance[],
    answers: Answers,
    private readonly ledger: Ledger,
    /** Those that are always there. */
    private readonly workers: readonly WorkerRecord[],
    private readonly index: number,
  ) {
    super(instances, answers, index);
  }

  async act(): Promise<void> {
    if (this.workers.some(({ registrations }) => registrations === 0)) return;
    const job = this.next();
    if (job.workerId === undefined || this.isKept(job)) {
      this.jobs.push(job);
      await this.claim(job);
    } else if (!(await this.end(job))) this.jobs.unshift(job);
  }

  private next(): PoolJob {
    const unplaced = this.jobs.findIndex(({ workerId }) => workerId === undefined);
    if (unplaced >= 0) return this.jobs.splice(unplaced, 1)[0]!;
    if (this.jobs.filter((job) => !this.isDead(job)).length >= AT_ONCE) return this.jobs.shift()!;
    this.made += 1;
    return {
      jobId: `pool-job-${this.index}-${this.made}`,
      workerId: undefined,
      fence: undefined,
      ending: false,
    };
  }

  private isDead({ workerId }: PoolJob): boolean {
    return workerId !== undefined && this.ledger.workers.get(workerId)?.death !== undefined;
  }

  private isKept(job: PoolJob): boolean {
    if (job.workerId === undefined || !this.isDead(job)) return false;
    const kept = this.kept.get(job.workerId) ?? job;
    this.kept.set(job.workerId, kept);
    return kept === job;
  }

  private async claim(job: PoolJob): Promise<void> {
    const { jobId, fence: before } = job;
    const body = { jobId, priority: PRIORITY, tags: [TAG] };
    const answer = await this.call('claim', { body, expected: ['no_worker_for_job'] });
    if (isOpen(answer) || answer.status > 201) return;
    const { fences } = this.ledger;
    job.workerId = (answer.body['worker'] as { workerId: string }).workerId;
    fences.granted(jobId, job.workerId, answer);
    job.fence = answer.body['fence'] as number | undefined;
    if (job.fence === undefined) return;
    fences.write(jobId, job.fence);
    if (before !== undefined && before !== job.fence) fences.writeLate(jobId, before);
  }

  /** @returns whether it was answered */
  private async end(job: PoolJob): Promise<boolean> {
    const { jobId, workerId } = job;
    const path = { workerId: workerId!, jobId };
    const mayBeGone = job.ending || this.isDead(job);
    const answer = await this.call('end', { path, expected: mayBeGone ? ['job_not_assigned'] : [] });
    job.ending = true;
    if (isOpen(answer)) return false;
    if (answer.status === 204) this.ledger.fences.ended(jobId);
    return true;
  }
}
