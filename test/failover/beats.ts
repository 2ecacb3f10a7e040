import { setTimeout as pause } from 'node:timers/promises';
import { registration } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { until } from '../support/waiting.js';

const PAUSE_MS = 50;

interface Answered {
  readonly at: number;
  readonly status: number;
}

/** Workers that send heartbeats all the time, and a new worker registers with each hundredth of them. */
export class Beats {
  private running = true;
  private readonly answers: Answered[] = [];
  private readonly beaten = new Map<string, number>();
  private readonly registered: string[] = [];
  private readonly loops: Promise<void>[];

  constructor(
    private readonly api: ApiClient,
    private readonly workers: readonly string[],
  ) {
    this.loops = workers.map((worker) => this.loop(worker));
  }

  /** Resolves when each worker has had another heartbeat accepted. */
  async everywhere(): Promise<void> {
    this.beaten.clear();
    await until(() => this.beaten.size === this.workers.length);
  }

  /** Returns the time from which figures count. */
  mark(): number {
    return performance.now();
  }

  /**
   * Returns the longest time without an accepted heartbeat of any worker, and the numbers of answers.
   * @param since a {@link mark}
   */
  figures(since: number): object {
    const seen = this.answers.filter(({ at }) => at > since);
    const accepted = seen.filter(({ status }) => status === 200).map(({ at }) => at);
    const gaps = accepted.map((at, index) => at - (accepted[index - 1] ?? since));
    const refused = seen.length - accepted.length;
    return { 'without heartbeats, s': round(Math.max(...gaps)), accepted: accepted.length, refused };
  }

  /** Acknowledged registrations without a record. */
  async missing(): Promise<string[]> {
    const registered = [...this.registered];
    const there = await Promise.all(registered.map((name) => this.api.get(`/${name}`)));
    return registered.filter((_, index) => there[index]!.status !== 200);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  private async loop(worker: string): Promise<void> {
    for (let count = 1; this.running; count += 1) {
      const { status } = await this.api.post(`/${worker}/heartbeat`, {});
      this.answers.push({ at: performance.now(), status });
      if (status === 200) this.beaten.set(worker, count);
      if (count % 100 === 0) await this.register(`${worker}-${count}`);
      await pause(PAUSE_MS);
    }
  }

  private async register(workerId: string): Promise<void> {
    const { status } = await this.api.post('/register', registration({ workerId, leaseSeconds: 86_400 }));
    if (status === 201) this.registered.push(workerId);
  }
}

const round = (ms: number): number => Math.round(ms / 10) / 100;
