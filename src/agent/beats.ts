import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from './deadline.js';
import type { BeatAnswer, BeatBody, BeatWay } from './beat-way.js';
import { momentNow, type Moment } from './moment.js';
import type { Refusal } from './protocol.js';
import { Refused, type Registration } from './registration.js';
import type { HeartbeatReply } from './replies.js';

/** The callbacks of `Beats`. */
export interface BeatCallbacks {
  taken(reply: HeartbeatReply, sentAt: Moment, intervalMs: number, via: BeatWay['name']): void;
  problem(refusal: Refusal): void;
}

/** Sends the heartbeats of a registered worker one at a time and acts on the responses. */
export class Beats {
  private requestedIntervalMs = Infinity;
  private failures = 0;
  private over = false;
  private wake = new AbortController();
  /** Callers that wait for the end of the next heartbeat. */
  private waiting: (() => void)[] = [];
  /** The current pause between two heartbeats, by `performance.now()`. */
  private restedFrom = 0;
  private dueAt = 0;

  /**
   * @param ways tried in this order; the last one always has an answer
   * @param intervalMs the longest interval that the program wants
   */
  constructor(
    private readonly registration: Registration,
    private readonly ways: readonly BeatWay[],
    private readonly body: () => BeatBody,
    private readonly callbacks: BeatCallbacks,
    private readonly intervalMs: number | undefined,
    private readonly halt: AbortSignal,
  ) {}

  /** Sets the interval that the service asks for, also for the current pause. */
  followInterval(intervalMs: number): void {
    this.requestedIntervalMs = intervalMs;
    this.dueAt = this.restedFrom + this.interval();
    this.wake.abort();
  }

  /** Runs until it is halted, or until the registration is over. */
  async runBeats(): Promise<void> {
    // Not immediately: the registration renewed the lease, and the random pause spreads out a fleet that registered
    // together.
    await this.rest(this.interval() * Math.random());
    while (!this.halt.aborted && !this.over) {
      const waiting = this.waiting.splice(0);
      const pauseMs = await this.beat();
      for (const done of waiting) done();
      await this.rest(pauseMs);
    }
    for (const done of this.waiting.splice(0)) done();
  }

  /** Sends the next heartbeat immediately. @returns when it was answered, or failed */
  beatNow(): Promise<void> {
    if (this.over || this.halt.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake.abort();
    });
  }

  /** Stops sending heartbeats. */
  endBeats(): void {
    this.over = true;
    this.wake.abort();
  }

  private interval(): number {
    return Math.min(this.requestedIntervalMs, this.intervalMs ?? Infinity);
  }

  /** @returns the pause until the next heartbeat */
  private async beat(): Promise<number> {
    try {
      return await this.exchange();
    } catch (error) {
      if (this.halt.aborted) return 0;
      if (!(error instanceof Refused)) throw error;
      // The registration has reported why it is over.
      this.endBeats();
      return 0;
    }
  }

  private async exchange(): Promise<number> {
    const before = this.registration.count;
    const body = this.body();
    for (const way of this.ways) {
      const sentAt = momentNow();
      const answer = await way.sendBeat(body);
      if (answer?.kind === 'taken') return this.acceptReply(answer.reply, sentAt, way.name);
      if (answer !== undefined) return this.refused(answer, before);
    }
    throw new Error('No way for heartbeats has an answer');
  }

  private acceptReply(reply: HeartbeatReply, sentAt: Moment, via: BeatWay['name']): number {
    this.failures = 0;
    this.requestedIntervalMs = reply.intervalMs;
    this.registration.noteRenewal(reply.accessToken, reply);
    this.callbacks.taken(reply, sentAt, this.interval(), via);
    return this.interval();
  }

  private async refused(
    answer: Exclude<BeatAnswer, { readonly kind: 'taken' }>,
    before: number,
  ): Promise<number> {
    if (answer.kind === 'superseded' || answer.kind === 'deregistered') {
      this.registration.endRegistration(answer.kind, answer.refusal);
      this.endBeats();
      return 0;
    }
    this.callbacks.problem(answer.refusal);
    if (answer.kind === 'token-ended' || answer.kind === 'not-registered') {
      await this.registration.registerAgain(answer, before);
      return this.interval();
    }
    this.failures += 1;
    const atLeast = answer.kind === 'later' ? answer.retryAfterMs : this.interval();
    // At least as often as heartbeats: the lease may still be valid.
    return this.registration.requests.pauseAfter(this.failures, atLeast, this.interval());
  }

  private async rest(ms: number): Promise<void> {
    this.restedFrom = performance.now();
    this.dueAt = this.restedFrom + ms;
    while (!this.over && !this.halt.aborted && this.waiting.length === 0) {
      const left = this.dueAt - performance.now();
      if (left <= 0) return;
      this.wake = new AbortController();
      await withDeadline({ signals: [this.wake.signal, this.halt] }, (signal) =>
        pause(left, undefined, { signal }),
      ).catch(() => undefined);
    }
  }
}
