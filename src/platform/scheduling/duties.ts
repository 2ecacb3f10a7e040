import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DomainError } from '../errors/domain-error.js';
import { DutyStore } from './store/duty.store.js';

/** Something that is done again and again, once for all instances. */
export interface Duty {
  readonly name: string;
  readonly intervalMs: number;
  /** Runs one round. What it throws is logged, and the next round comes all the same. */
  readonly run: (round: number) => Promise<void>;
}

/** Timers fire a little early or late; an instance that comes a little early still gets the round. */
const EARLY = 0.9;

/**
 * Runs duties at their intervals. Each has one timer in this process, jittered at first and set anew after each run, so
 * that two runs never overlap; across instances a round belongs to the one that claims it first.
 */
@Injectable()
export class Duties implements OnModuleDestroy {
  private readonly logger = new Logger('Duty');
  private readonly instance = randomUUID();
  private readonly running = new Map<string, Promise<void>>();
  private readonly armed = new Set<string>();
  private stopped = false;

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly store: DutyStore,
  ) {}

  /** Takes a duty on; its first round comes within one interval. */
  start(duty: Duty): void {
    this.arm(duty, Math.random() * duty.intervalMs);
  }

  /** No timer fires any more, and what runs is finished. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const key of this.armed) this.timers.deleteTimeout(key);
    await Promise.all(this.running.values());
  }

  private arm(duty: Duty, delayMs: number): void {
    if (this.stopped) return;
    // The registry may be shared with the timers of the application that imports the module.
    const key = `worker-registration:${duty.name}`;
    if (this.armed.has(key)) this.timers.deleteTimeout(key);
    this.armed.add(key);
    this.timers.addTimeout(
      key,
      setTimeout(() => this.running.set(duty.name, this.round(duty)), delayMs),
    );
  }

  private async round(duty: Duty): Promise<void> {
    try {
      const round = await this.store.claim(duty.name, duty.intervalMs * EARLY, this.instance);
      if (round !== undefined) await duty.run(round);
    } catch (error) {
      // A database that is away is told of by everybody else already.
      if (!(error instanceof DomainError)) this.logger.error(error);
    }
    this.arm(duty, duty.intervalMs);
  }
}
