import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { MAX_TIMER_MS } from '../config/setting.js';
import { logUnlessUnavailable } from '../database/log-unless-unavailable.js';
import { GONE_AFTER_MS, Instance } from '../instance/instance.js';
import { DutyStore } from './store/duty.store.js';

/** A periodic task that runs once for all instances. */
export interface Duty {
  readonly name: string;
  readonly intervalMs: number;
  /** Whether a round that is overdue at the start runs at once. */
  readonly catchesUp?: boolean;
  /** Runs one round. Errors are logged, and the next round runs nevertheless. */
  readonly run: (round: number) => Promise<void>;
}

/** Timers may fire a little early; an instance that is a little early still gets the round. */
const EARLY = 0.9;

/** Instances that wait for the same moment are spread over this share of the interval after it. */
const SPREAD = 0.1;

interface Attempt {
  readonly ran: boolean;
  /** Milliseconds until the next attempt. */
  readonly nextInMs: number;
}

/**
 * Runs duties at their intervals. Each has one timer in this process, jittered at first and set again after
 * each run, so that two runs never overlap; across instances a round belongs to the first one that claims it.
 */
@Injectable()
export class Duties implements OnModuleDestroy {
  private readonly logger = new Logger('Duty');
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly timeouts = new Map<string, NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly store: DutyStore,
    private readonly instance: Instance,
  ) {}

  /** Adds a duty; its first round runs within one interval, at once if it is overdue and catches up. */
  addDuty(duty: Duty): void {
    this.arm(duty, Math.random() * duty.intervalMs);
    if (duty.catchesUp === true) void this.catchUp(duty);
  }

  /**
   * Runs a round of a duty now, after a round that this process may have in progress.
   * @param minAgeMs minimum time since the last claim
   * @returns whether it ran; not if it is not due yet, or another instance runs it
   */
  async runNow(duty: Duty, minAgeMs: number): Promise<boolean> {
    return (await this.attempt(duty, minAgeMs)).ran;
  }

  /** Returns the round of a duty that was last claimed, by any instance; 0 before the first. */
  currentRound(name: string): Promise<number> {
    return this.store.readRound(name);
  }

  /** Stops all timers, and waits for rounds in progress. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const timeout of this.timeouts.values()) clearTimeout(timeout);
    await Promise.allSettled(this.running.values());
  }

  /** The first round ever need not be early. */
  private async catchUp(duty: Duty): Promise<void> {
    try {
      const ageMs = await this.store.claimAgeMs(duty.name);
      if (Number.isFinite(ageMs) && ageMs >= duty.intervalMs) this.arm(duty, 0);
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
    }
  }

  private arm(duty: Duty, delayMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timeouts.get(duty.name));
    this.timeouts.set(
      duty.name,
      setTimeout(() => void this.round(duty), delayMs),
    );
  }

  private async round(duty: Duty): Promise<void> {
    let nextInMs = duty.intervalMs;
    try {
      ({ nextInMs } = await this.attempt(duty, duty.intervalMs * EARLY));
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
    }
    this.arm(duty, nextInMs);
  }

  private async attempt(duty: Duty, minAgeMs: number): Promise<Attempt> {
    while (this.running.has(duty.name)) await this.running.get(duty.name)!.catch(() => undefined);
    return this.alone(duty.name, () => this.claimAndRun(duty, minAgeMs));
  }

  private async alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const run = work();
    this.running.set(name, run);
    try {
      return await run;
    } finally {
      this.running.delete(name);
    }
  }

  private async claimAndRun(duty: Duty, minAgeMs: number): Promise<Attempt> {
    const { name, intervalMs, run } = duty;
    if (this.stopped) return { ran: false, nextInMs: intervalMs };
    const { number } = this.instance;
    const round = await this.store.claimRound(name, minAgeMs, number, GONE_AFTER_MS);
    if (round === undefined) return { ran: false, nextInMs: await this.untilDue(duty) };
    try {
      await run(round);
    } finally {
      // If the database became unavailable meanwhile the round stays open, and its own instance claims the
      // next one nevertheless.
      await this.store.finishRound(name, round, number).catch(() => undefined);
    }
    return { ran: true, nextInMs: intervalMs };
  }

  /**
   * An interval after the last claim, by any instance; a whole interval from now if that round is overdue.
   */
  private async untilDue({ name, intervalMs }: Duty): Promise<number> {
    const leftMs = intervalMs - (await this.store.claimAgeMs(name));
    if (leftMs <= 0) return intervalMs;
    return Math.min(leftMs + Math.random() * SPREAD * intervalMs, MAX_TIMER_MS);
  }
}
