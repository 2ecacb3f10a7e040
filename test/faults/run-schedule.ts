import { Crowd } from './clients/crowd.js';
import { World } from './parts/world.js';
import { watchDuties } from './promises/duty-witness.js';
import type { Figures } from './promises/diary.js';
import type { Breach } from './promises/promises.js';
import { Life } from './life.js';
import type { Schedule } from './schedules.js';

/** Result of one step. */
export interface Outcome {
  readonly fault: string;
  readonly requests: number;
  readonly unanswered: number;
  readonly refused: number;
  /** Processes that had lost their job, and whose writes its storage refused by their fence. */
  readonly oldWriters: number;
  readonly recoveryMs: number;
  readonly breaches: readonly Breach[];
  /** Of a long schedule, at its end. */
  readonly figures?: Figures;
}

/**
 * Runs one schedule in a world of its own, and compares after each step.
 *
 * @param only the steps with a fault whose name contains this
 * @param longest whether each fault has its maximum duration
 */
export async function* runSchedule(
  schedule: Schedule,
  seed: number,
  { only = '', longest = false } = {},
): AsyncGenerator<Outcome, void> {
  const { long } = schedule;
  const steps = schedule
    .steps(seed)
    .filter(({ faults }) => faults.some(({ name }) => name.includes(only)))
    .map((step) => (longest ? { ...step, length: 1 } : step));
  const world = await World.create(schedule.world);
  let crowd: Crowd | undefined;
  try {
    await world.startInstances();
    await watchDuties(world);
    crowd = new Crowd(world, long?.guests);
    await crowd.allRegistered();
    const life = new Life(world, crowd, long !== undefined);
    const until = performance.now() + (long?.lastsMs ?? Infinity);
    while (steps.length > 0 && performance.now() < until) {
      const step = steps.shift()!;
      yield await life.live(step, steps.length === 0);
      if (long !== undefined) await long.pass(world);
    }
    if (long !== undefined) yield life.sum();
  } finally {
    await crowd?.stop();
    await world.remove();
  }
}
