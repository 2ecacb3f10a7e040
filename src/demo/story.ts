import { pathOf, type Client } from '../cli/client.js';
import type { DemoWorker } from './demo-worker.js';
import type { Dice } from './dice.js';
import type { Fleet } from './fleet.js';
import type { Narrator } from './narrator.js';
import type { Pace } from './pace.js';
import type { SimulatedWorker } from './simulated-worker.js';

/** The objects that acts use. */
export interface Stage {
  readonly fleet: Fleet;
  /** The API, as an operator uses it. */
  readonly client: Client;
  readonly narrator: Narrator;
  readonly pace: Pace;
  readonly dice: Dice;
}

/** One thing that happens to the fleet. */
export interface Act {
  /** Seconds after the start of a round. */
  readonly at: number;
  readonly play: (story: Story) => Promise<void>;
}

/** Plays the acts, round after round, each with workers that are in no other act. */
export class Story {
  private readonly busy = new Set<DemoWorker>();

  constructor(readonly stage: Stage) {}

  /** @throws the reason of the halt */
  async playActs(acts: readonly Act[], roundSeconds: number): Promise<never> {
    const { pace } = this.stage;
    for (;;) {
      const played = acts.map(({ at, play }) => this.playOnce(at, () => play(this)));
      await Promise.all([...played, pace.wait(roundSeconds)]);
    }
  }

  /** Plays one act at its time. If a user's own command interferes, the demo continues. */
  async playOnce(at: number, play: () => Promise<void>): Promise<void> {
    const { pace, narrator } = this.stage;
    await pace.wait(at);
    try {
      await play();
    } catch (error) {
      pace.halt.throwIfAborted();
      narrator.narrateEvent('came-between', `Another command interfered: ${(error as Error).message}`);
    }
  }

  /** Plays with a simulated worker; does nothing if none is free. */
  async withWorker(play: (worker: SimulatedWorker) => Promise<void>): Promise<void> {
    await this.playWith(this.stage.fleet.simulated, play);
  }

  /** Plays with one of the workers, or with some of them. */
  async playWith<Worker extends DemoWorker>(
    among: readonly Worker[],
    play: (worker: Worker) => Promise<void>,
  ): Promise<void> {
    const worker = this.stage.dice.of(this.listFree(among));
    if (worker !== undefined) await this.keepBusy([worker], () => play(worker));
  }

  /** Returns those that run, and are in no act. */
  listFree<Worker extends DemoWorker>(among: readonly Worker[]): Worker[] {
    return among.filter((worker) => worker.runs && !this.busy.has(worker));
  }

  /** Keeps workers out of other acts. */
  async keepBusy(workers: readonly DemoWorker[], play: () => Promise<void>): Promise<void> {
    for (const worker of workers) this.busy.add(worker);
    try {
      await play();
    } finally {
      for (const worker of workers) this.busy.delete(worker);
    }
  }

  /** Gives an operator's order. */
  async giveOrder(worker: DemoWorker, order: string, body?: object): Promise<void> {
    await this.stage.client.post(pathOf(worker.workerId, order), body);
  }
}
