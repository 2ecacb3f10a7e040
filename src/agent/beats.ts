import { setTimeout as pause } from 'node:timers/promises';
import { beatPauseMs } from './backoff.js';
import { withDeadline } from './deadline.js';
import type { Report } from './agent-events.js';
import { momentNow, type Moment } from './moment.js';
import type { Refusal } from './protocol.js';
import { Refused, type Registration } from './registration.js';
import { heartbeatTold, type HeartbeatTold } from './told.js';

/** The body of each heartbeat, without the fence. */
export interface BeatBody extends Report {
  readonly currentJobCount?: number;
  readonly cpuUsage: number;
  readonly memoryUsage: number;
  readonly eventLoopLagMs: number;
  readonly droppedJobs: readonly string[];
}

/** The callbacks of `Beats`. */
export interface BeatsTold {
  taken(reply: HeartbeatTold, sentAt: Moment, intervalMs: number): void;
  problem(refusal: Refusal): void;
}

/** Sends the heartbeats of a registered worker one at a time and acts on the responses. */
export class Beats {
  private toldIntervalMs = Infinity;
  private failures = 0;
  private over = false;
  private wake = new AbortController();
  /** Callers that wait for the end of the next heartbeat. */
  private waiting: (() => void)[] = [];

  /** @param intervalMs the longest interval that the program wants */
  constructor(
    private readonly registration: Registration,
    private readonly body: () => BeatBody,
    private readonly callbacks: BeatsTold,
    private readonly intervalMs: number | undefined,
    private readonly halt: AbortSignal,
  ) {}

  /** Sets the interval that a registration returned. */
  follow(intervalMs: number): void {
    this.toldIntervalMs = intervalMs;
  }

  /** Runs until it is halted, or until the registration is over. */
  async run(): Promise<void> {
    // Not immediately: the registration renewed the lease, and the random pause spreads out a fleet that registered
    // together.
    await this.rest(this.interval() * Math.random());
    while (!this.halt.aborted && !this.over) {
      const waiting = this.waiting.splice(0);
      const pauseMs = await this.beat();
      for (const done of waiting) done();
      if (pauseMs !== undefined) await this.rest(pauseMs);
    }
    for (const done of this.waiting.splice(0)) done();
  }

  /** Sends the next heartbeat immediately. @returns when it was answered, or failed */
  now(): Promise<void> {
    if (this.over || this.halt.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake.abort();
    });
  }

  /** Stops sending heartbeats. */
  end(): void {
    this.over = true;
    this.wake.abort();
  }

  private interval(): number {
    return Math.min(this.toldIntervalMs, this.intervalMs ?? Infinity);
  }

  /** @returns the pause until the next heartbeat; undefined if a failed one has already waited */
  private async beat(): Promise<number | undefined> {
    try {
      return await this.exchange();
    } catch (error) {
      if (this.halt.aborted) return undefined;
      if (!(error instanceof Refused)) throw error;
      // The registration has reported why it is over.
      this.end();
      return undefined;
    }
  }

  private async exchange(): Promise<number | undefined> {
    const before = this.registration.count;
    const sentAt = momentNow();
    const body = { ...this.body(), bootId: this.registration.bootId };
    const path = this.registration.path('/heartbeat');
    const meaning = await this.registration.askAsWorker({ method: 'POST', path, body, minimal: true });
    if (meaning.kind === 'done') return this.taken(heartbeatTold(meaning.body), sentAt);
    if (meaning.kind === 'superseded' || meaning.kind === 'deregistered') {
      this.registration.end(meaning.kind, meaning.refusal);
      this.end();
      return undefined;
    }
    this.callbacks.problem(meaning.refusal);
    if (meaning.kind === 'token-ended' || meaning.kind === 'not-registered') {
      await this.registration.recover(meaning, before);
      return beatPauseMs(this.interval(), Math.random());
    }
    this.failures += 1;
    const atLeast = meaning.kind === 'later' ? meaning.retryAfterMs : this.interval();
    // At least as often as heartbeats: the lease may still be valid.
    await this.registration.waitAfter(this.failures, atLeast, this.halt, this.interval());
    return undefined;
  }

  private taken(reply: HeartbeatTold, sentAt: Moment): number {
    this.failures = 0;
    this.toldIntervalMs = reply.intervalMs;
    this.registration.renewed(reply.accessToken, reply);
    this.callbacks.taken(reply, sentAt, this.interval());
    return beatPauseMs(this.interval(), Math.random());
  }

  private async rest(ms: number): Promise<void> {
    if (this.over || this.waiting.length > 0) return;
    this.wake = new AbortController();
    await withDeadline({ signals: [this.wake.signal, this.halt] }, (signal) =>
      pause(ms, undefined, { signal }),
    ).catch(() => undefined);
  }
}
