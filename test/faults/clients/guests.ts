import { randomUUID } from 'node:crypto';
import { WorkerClient } from './workers.js';

/** What a guest does after having worked for a while. */
type Fate = 'leaves' | 'crashes for good' | 'is silent for a moment' | 'crashes and returns';

/** How often each occurs, out of twenty. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['leaves', 8],
  ['crashes for good', 4],
  ['is silent for a moment', 5],
  ['crashes and returns', 3],
];

/**
 * A moment is less than a lease; a crashed guest is detected, and may have been cleaned up when it returns.
 */
const SILENT_MS = { 'is silent for a moment': [2000, 4000], 'crashes and returns': [8000, 25_000] } as const;

/**
 * A worker that is started and stopped on demand: it registers once, and is gone for good some time later.
 */
export class Guest extends WorkerClient {
  private beatsLeft = someOf(3, 15);
  private doing: 'works' | 'leaves' | 'is away' | 'returns' = 'works';
  private backAt = 0;

  /** Whether it is gone for good. */
  get isGone(): boolean {
    return this.record.departedAt !== undefined;
  }

  override async act(): Promise<void> {
    if (this.doing === 'works') {
      const { present, lastHeartbeat } = this.record;
      if (present && lastHeartbeat !== undefined && this.beatsLeft-- <= 0) this.meet(fate());
      else await super.act();
    }
    if (this.doing === 'leaves') {
      await this.leave();
      if (!this.record.present) this.record.departedAt = performance.now();
    }
    if (this.doing === 'is away') {
      await super.act();
      if (performance.now() > this.backAt) this.wakeUp();
    }
    if (this.doing === 'returns') {
      const { registrations } = this.record;
      await this.register();
      if (this.record.registrations > registrations) this.work();
    }
  }

  protected override countJobs(): Promise<number> {
    return Promise.resolve(0);
  }

  private meet(fate: Fate): void {
    if (fate === 'leaves') {
      this.doing = 'leaves';
      return;
    }
    this.doing = 'is away';
    this.fallSilent();
    if (fate !== 'is silent for a moment') this.crash();
    if (fate === 'crashes for good') {
      this.backAt = Infinity;
      this.reckonsSilence();
      this.record.departedAt = performance.now();
    } else {
      const [least, most] = SILENT_MS[fate];
      this.backAt = performance.now() + someOf(least, most);
      // A restarted process has another id.
      if (fate === 'crashes and returns') this.bootId = randomUUID();
    }
  }

  private wakeUp(): void {
    this.comeBack();
    this.doing = 'returns';
  }

  private work(): void {
    this.beatsLeft = someOf(3, 15);
    this.doing = 'works';
  }
}

/** A place in which one guest follows the other. */
export class GuestPlace {
  private guest: Guest;
  private count = 0;

  constructor(private readonly invite: (count: number) => Guest) {
    this.guest = invite(this.count);
  }

  get restMs(): number {
    return this.guest.restMs;
  }

  async act(): Promise<void> {
    if (this.guest.isGone) this.guest = this.invite(++this.count);
    await this.guest.act();
  }

  settle(): void {
    this.guest.settle();
  }
}

function fate(): Fate {
  let dice = Math.random() * FATES.reduce((sum, [, weight]) => sum + weight, 0);
  return FATES.find(([, weight]) => (dice -= weight) < 0)![0];
}

function someOf(least: number, most: number): number {
  return Math.round(least + Math.random() * (most - least));
}
