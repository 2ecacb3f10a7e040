import { setTimeout as pause } from 'node:timers/promises';
import { Crowd } from './clients/crowd.js';
import type { Fault } from './faults/fault.js';
import { Normality } from './normality.js';
import { World } from './parts/world.js';
import { gather } from './promises/evidence.js';
import { type Breach, check } from './promises/promises.js';
import type { Schedule, Step } from './schedules.js';

/** What came of one step. */
export interface Outcome {
  readonly fault: string;
  readonly requests: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly recoveryMs: number;
  readonly breaches: readonly Breach[];
}

/** Time for the clients to be at work before and after a fault. */
const BREATH_MS = 400;

/** Resident memory that a process may have more of at the end than after its first step. */
const GROWTH_MIB = 64;

/** Runs one schedule in a world of its own, and compares after each step. */
export async function runSchedule(schedule: Schedule, seed: number): Promise<Outcome[]> {
  const world = await World.create(schedule.world);
  let crowd: Crowd | undefined;
  try {
    await world.startInstances();
    crowd = new Crowd(world);
    await crowd.allRegistered();
    const life = new Life(world, crowd);
    const outcomes: Outcome[] = [];
    for (const step of schedule.steps(seed)) outcomes.push(await life.live(step));
    return outcomes;
  } finally {
    await crowd?.stop();
    await world.remove();
  }
}

class Life {
  private readonly normality: Normality;
  private readonly known = new Set<string>();
  private readonly memory = new Map<number, number>();
  private after = 0;

  constructor(
    private readonly world: World,
    private readonly crowd: Crowd,
  ) {
    this.normality = new Normality(world, crowd.witness);
  }

  async live({ faults, length, choice }: Step): Promise<Outcome> {
    const { world, crowd } = this;
    const breaches: Breach[] = [];
    await pause(BREATH_MS);
    const possible = faults.filter(({ needs }) => needs?.(world) ?? true);
    const heals = [];
    for (const fault of possible) heals.push(await fault.inject(world, choice));
    await pause(lastingMs(possible, length));
    await Promise.all(heals.map((heal) => heal()));

    const recovery = await this.normality.returns();
    if (recovery.missing !== undefined) breaches.push({ promise: 'back', what: recovery.missing });
    await pause(BREATH_MS);
    await crowd.hold();
    const evidence = await gather(world);
    const tally = crowd.answers.take();
    breaches.push(...check({ ledger: crowd.ledger, answers: tally.seen, evidence, after: this.after }));
    breaches.push(...(await this.grown()));
    this.after = evidence.journal.at(-1)?.seq ?? 0;
    crowd.resume();
    return {
      fault: possible.map(({ name }) => name).join(' + '),
      requests: tally.requests,
      unanswered: tally.unanswered,
      refused: tally.refused,
      recoveryMs: Math.round(recovery.ms),
      breaches: breaches.filter(({ what }) => !this.known.has(what) && this.known.add(what)),
    };
  }

  private async grown(): Promise<Breach[]> {
    const breaches: Breach[] = [];
    for (const instance of this.world.instances) {
      const now = await instance.memoryMib();
      if (now === undefined) continue;
      const first = this.memory.get(now.pid) ?? now.mib;
      this.memory.set(now.pid, first);
      if (now.mib - first > GROWTH_MIB)
        breaches.push({
          promise: 'flat',
          what: `${instance.name}: ${Math.round(first)} MiB have become ${Math.round(now.mib)}`,
        });
    }
    return breaches;
  }
}

function lastingMs(faults: readonly Fault[], length: number): number {
  return Math.max(0, ...faults.map(({ lasts: [least, most] }) => least + length * (most - least)));
}
