import { randomUUID } from 'node:crypto';
import type { Answer } from '../../support/api-client.js';
import { LEASE_MS, type Instance } from '../parts/instance.js';
import type { Answers } from './answers.js';
import { Client, isOpen } from './client.js';
import { renewed, type Ledger, type WorkerRecord } from './ledger.js';
import { SessionBeats } from './session-beats.js';

interface TakenBody {
  readonly worker: { id: string; incarnation: number; heartbeatCount: number; lastHeartbeat: string | null };
  readonly heartbeat: { leaseExpiresAt: string };
  readonly credentials?: { accessToken: string };
  readonly accessToken?: string;
}

/** No job has such a high priority: such a worker gets none. */
const NO_JOBS = { priorityThreshold: 1_000_000 };

/** Registers and sends heartbeats, with a different count of jobs each time. */
export class WorkerClient extends Client {
  // Slower than sweeps: if a silence is held against a worker, a sweep finds it.
  protected readonly usualRestMs: number = 1000;
  readonly record: WorkerRecord;
  protected bootId = randomUUID();
  private token: string | undefined;
  private beats = 0;
  /** Undefined for a worker that sends its heartbeats over HTTP. */
  private session: SessionBeats | undefined;
  /** Ends with the first answer to it. */
  private silence: 'none' | 'lasts' | 'ends' = 'none';

  constructor(
    instances: readonly Instance[],
    answers: Answers,
    ledger: Ledger,
    index: number,
    workerId: string,
    private readonly given: object = NO_JOBS,
    maxConcurrentJobs = 8,
  ) {
    super(instances, answers, index);
    this.record = ledger.worker(workerId, maxConcurrentJobs);
  }

  async act(): Promise<void> {
    if (this.silence === 'lasts' && this.reckonsSilence()) return;
    if (!this.record.present) await this.register();
    else await this.beat();
  }

  /** Sends heartbeats over sessions from now on. */
  overSessions(): this {
    this.session = new SessionBeats(this.record);
    return this;
  }

  /** Stops sending anything; a session stays open, which renews no lease. */
  fallSilent(): void {
    this.silence = 'lasts';
  }

  comeBack(): void {
    this.silence = 'ends';
  }

  override settle(): void {
    super.settle();
    this.record.sought = false;
    const { silences } = this.record;
    this.record.silences = silences.filter(({ until }) => until === undefined);
    this.record.renewals = this.record.renewals.slice(-1);
  }

  /** @returns whether it was accepted */
  async beat(through?: Instance): Promise<boolean> {
    const { record, token } = this;
    const count = await this.countJobs();
    const body = { status: 'ACTIVE', ...(count === undefined ? {} : { currentJobCount: count }) };
    const path = { workerId: record.workerId };
    const { session, bootId } = this;
    const instance = through ?? this.instance;
    const over = session?.isOpen(instance) ? () => session.send(body) : undefined;
    const answer = await this.call('heartbeat', { path, body, token, over }, through);
    if (answer?.status === 200) {
      this.taken(answer);
      if (over === undefined) session?.open(instance, { token, bootId });
      record.jobCount = this.frozen ? undefined : (count ?? record.jobCount);
    } else if (isOpen(answer)) {
      record.jobCount = undefined;
      this.frozen = true;
    }
    return answer?.status === 200;
  }

  protected countJobs(): Promise<number | undefined> {
    this.beats += 1;
    return Promise.resolve(this.beats % this.record.maxConcurrentJobs);
  }

  protected async register(): Promise<void> {
    const { record, bootId, token } = this;
    const { workerId, maxConcurrentJobs } = record;
    const version = String(record.registrations + 1);
    const body = { workerId, name: workerId, version, maxConcurrentJobs, bootId, ...this.given };
    const answer = await this.call('register', { body, token });
    record.presenceOpen = isOpen(answer);
    if (record.presenceOpen) this.frozen = true;
    if (answer === undefined || answer.status > 201) return;
    // It may be another process now.
    this.session?.bye();
    record.present = true;
    record.registrations += 1;
    record.version = version;
    this.taken(answer);
  }

  protected async leave(): Promise<void> {
    const { record, token } = this;
    const path = { workerId: record.workerId };
    const answer = await this.call('deregister', { path, body: { reason: 'moves on' }, token });
    record.presenceOpen = isOpen(answer);
    if (record.presenceOpen) this.frozen = true;
    if (answer?.status !== 200) return;
    this.session?.bye();
    record.present = false;
    // Its next incarnation is another process.
    this.bootId = randomUUID();
  }

  /**
   * Its silence is measured from its last heartbeat.
   * @returns false for one that has sent none yet, and must do so
   */
  protected reckonsSilence(): boolean {
    const { lastHeartbeat, silences } = this.record;
    if (lastHeartbeat === undefined) return false;
    if (silences.at(-1)?.until !== undefined || silences.length === 0)
      silences.push({ since: lastHeartbeat, until: undefined });
    return true;
  }

  /** Ends its session, if it has one, as the end of its process would. */
  protected crash(): void {
    this.session?.crash();
  }

  protected get workerId(): string {
    return this.record.workerId;
  }

  protected get shownToken(): string | undefined {
    return this.token;
  }

  private taken({ body }: Answer): void {
    const { worker, heartbeat, credentials, accessToken } = body as unknown as TakenBody;
    const { record } = this;
    if (this.silence === 'ends') {
      this.silence = 'none';
      const renewedAt = new Date(Date.parse(heartbeat.leaseExpiresAt) - LEASE_MS).toISOString();
      for (const silence of record.silences) silence.until ??= renewedAt;
    }
    this.token = accessToken ?? credentials?.accessToken ?? this.token;
    record.id = worker.id;
    record.incarnation = Math.max(record.incarnation, worker.incarnation);
    record.heartbeatCount = Math.max(record.heartbeatCount, worker.heartbeatCount);
    record.lastHeartbeat = worker.lastHeartbeat ?? record.lastHeartbeat;
    if (worker.lastHeartbeat !== null) renewed(record, Date.parse(worker.lastHeartbeat));
  }
}

/**
 * Joins and leaves. While the outcome of a registration or departure has not been compared, it stays
 * unchanged.
 */
export class Traveller extends WorkerClient {
  private left = 0;
  private leaving = false;

  override async act(): Promise<void> {
    const { record } = this;
    if (this.leaving) await this.goOn();
    else if (!record.present) {
      if (record.registrations === 0 || record.presenceOpen || !this.frozen) await this.register();
    } else if (this.left-- > 0 || this.frozen) await this.beat();
    else {
      this.leaving = true;
      await this.goOn();
    }
  }

  protected override countJobs(): Promise<number> {
    return Promise.resolve(0);
  }

  private async goOn(): Promise<void> {
    await this.leave();
    this.leaving = this.record.present;
    this.left = 3;
  }
}

/**
 * Sends heartbeats through a given instance, in addition to its own steps: so all of its heartbeats are
 * equal.
 */
export class Witness extends WorkerClient {
  protected override countJobs(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** Accepts jobs, and reports those that the service assigned to it. */
export class JobWorker extends WorkerClient {
  protected override readonly usualRestMs = 500;

  protected override async countJobs(): Promise<number | undefined> {
    const answer = await this.call('jobs', { path: { workerId: this.workerId }, token: this.shownToken });
    return answer?.status === 200 ? (answer.body['jobs'] as unknown[]).length : undefined;
  }
}
