import { setTimeout as pause } from 'node:timers/promises';
import { registration } from '../factories/registration.factory.js';
import { SessionClient } from '../support/session-client.js';
import type { TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { Answers } from './answers.js';
import { Acknowledged } from './acknowledged.js';
import type { Plan } from './plan.js';

const PAUSE_MS = 50;
/** Workers that send single heartbeats in each run: their gap can be compared. */
const BEATERS = 20;
const BATCH = 20;
/** Shorter than a fail-over. */
export const LEASE_SECONDS = 5;

/** The requests of one run, and what was answered. */
export class Load {
  readonly beats = new Answers();
  /** What else is sent. */
  readonly others = new Answers();
  private running = true;
  private readonly beaten = new Set<string>();
  private readonly workers: string[] = [];
  private loops: Promise<void>[] = [];

  private constructor(
    private readonly server: TestServer,
    private readonly plan: Plan,
    private readonly acknowledged: Acknowledged,
    private readonly name: string,
  ) {}

  /** @param name begins the names of its workers and jobs */
  static async start(server: TestServer, plan: Plan, kept: Acknowledged, name: string): Promise<Load> {
    const load = new Load(server, plan, kept, name);
    const singles = await load.register(BEATERS, 'single');
    load.loops = singles.map((worker) => load.repeat(() => load.beat(worker)));
    for (let client = 0; client < plan.clients; client += 1) load.loops.push(...(await load.extra(client)));
    return load;
  }

  /** The longest times without success, in seconds, and the numbers of 503. */
  figuresSince(since: number): {
    readonly gap?: number;
    readonly othersGap?: number;
    readonly refusedBeats: number;
    readonly refusedOthers: number;
  } {
    const sendsBeats = this.plan.load === 'batches' || this.plan.load === 'sessions';
    const others = this.others.refusedSince(since);
    return {
      gap: this.beats.gapSince(since),
      othersGap: this.others.gapSince(since),
      refusedBeats: this.beats.refusedSince(since) + (sendsBeats ? others : 0),
      refusedOthers: sendsBeats ? 0 : others,
    };
  }

  /** Resolves when each worker has had another single heartbeat accepted. */
  async everywhere(): Promise<void> {
    this.beaten.clear();
    await until(() => this.beaten.size === BEATERS);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    for (const worker of this.workers) await this.server.api.post(`/${worker}/force-deregister`);
  }

  private async extra(client: number): Promise<Promise<void>[]> {
    const { load } = this.plan;
    if (load === 'batches') {
      const workers = await this.register(BATCH, `batch-${client}`);
      return [this.repeat(() => this.beatMany(workers))];
    }
    if (load === 'sessions') {
      const [worker] = await this.register(1, `session-${client}`);
      return [this.beatInSessions(worker!)];
    }
    if (load === 'registrations')
      return [this.repeat((count) => this.registerNew(`${this.name}-new-${client}-${count}`))];
    if (load === 'claims') return [this.repeat((count) => this.claim(`${this.name}-job-${client}-${count}`))];
    return [];
  }

  private async register(count: number, name: string): Promise<string[]> {
    const workers = Array.from({ length: count }, (_, index) => `${this.name}-${name}-${index}`);
    const options = { leaseSeconds: LEASE_SECONDS, maxConcurrentJobs: 100_000 };
    for (const workerId of workers) {
      const { status } = await this.server.api.post('/register', registration({ workerId, ...options }));
      if (status !== 201) throw new Error(`${workerId} was not registered: ${status}`);
    }
    this.workers.push(...workers);
    return workers;
  }

  private async repeat(send: (count: number) => Promise<void>): Promise<void> {
    for (let count = 1; this.running; count += 1) {
      await send(count);
      await pause(PAUSE_MS);
    }
  }

  private async beat(worker: string): Promise<void> {
    const { status } = await this.server.api.post(`/${worker}/heartbeat`, {});
    this.beats.add(status);
    if (status !== 200) return;
    this.acknowledged.addBeat(worker);
    this.beaten.add(worker);
  }

  private async beatMany(workers: readonly string[]): Promise<void> {
    const { status, body } = await this.server.api.post<{ results?: { workerId: string; status: number }[] }>(
      '/heartbeat/batch',
      workers.map((workerId) => ({ workerId })),
    );
    if (body.results === undefined) this.others.add(status);
    for (const result of body.results ?? []) {
      this.others.add(result.status);
      if (result.status === 200) this.acknowledged.addBeat(result.workerId);
    }
  }

  /** A session that is lost is opened again. */
  private async beatInSessions(worker: string): Promise<void> {
    while (this.running) {
      const session = await SessionClient.ask(this.server.url, worker);
      if (!(session instanceof SessionClient)) this.others.add(session.status);
      else {
        while (this.running && session.closed === undefined) {
          const { type, status = 200 } = await session.beat();
          this.others.add(Number(status));
          if (type === 'ack') this.acknowledged.addBeat(worker);
          await pause(PAUSE_MS);
        }
        await session.bye();
      }
    }
  }

  private async registerNew(workerId: string): Promise<void> {
    const { status } = await this.server.api.post(
      '/register',
      registration({ workerId, leaseSeconds: 86_400 }),
    );
    this.others.add(status);
    if (status === 201) this.acknowledged.addWorker(workerId);
  }

  private async claim(jobId: string): Promise<void> {
    const { status } = await this.server.api.post('/jobs/claim', { jobId });
    this.others.add(status);
    if (status === 201) this.acknowledged.addJob(jobId);
  }
}
