import { setTimeout as rest } from 'node:timers/promises';
import { Door } from '../../support/doors.js';
import type { Instance } from '../parts/instance.js';
import type { World } from '../parts/world.js';
import type { View } from '../promises/views.js';
import { Answers } from './answers.js';
import { Guest, GuestPlace } from './guests.js';
import { Ledger } from './ledger.js';
import { Mortal, PoolScheduler, PoolWorker } from './pool.js';
import { OperatorClient, SchedulerClient } from './schedulers.js';
import { JobWorker, Traveller, Witness, WorkerClient } from './workers.js';

const PLAIN = 40;
const ORDERED = 4;
const SILENT = 3;
const TRAVELLERS = 6;
const WITH_JOBS = 6;
// Fewer than the schedulers would fill, so that the limit is always reached.
const SLOTS = 2;
const SCHEDULERS = 3;
const IN_POOL = 3;
/** Two without a port, and one with. */
const MORTALS = 3;

/** Every second worker sends its heartbeats over sessions, the others over HTTP. */
const inTwoWays = <T extends WorkerClient>(workers: readonly T[]): T[] =>
  workers.map((worker, index) => (index % 2 === 0 ? worker : worker.overSessions()));

/** A client that runs one step after the other. */
interface Living {
  readonly restMs: number;
  act(): Promise<void>;
  settle(): void;
}

/** A small fleet with its schedulers and an operator, all working at once. */
export class Crowd {
  readonly ledger = new Ledger();
  readonly answers = new Answers();
  /** A worker that is always present, and sends heartbeats through any instance. */
  readonly witness: Witness;
  /** Workers without orders and jobs. */
  private readonly plain: readonly WorkerClient[];
  private readonly clients: Living[];
  private readonly loops: Promise<void>[];
  private readonly instances: readonly Instance[];
  /** What instances said meanwhile. */
  private views: View[] = [];
  private mortals = 0;
  private gate: { open: Promise<void>; lift: () => void } | undefined;
  private readonly acting = new Set<Promise<void>>();
  private running = true;

  /** @param guests places for workers that join and leave for good */
  constructor({ instances }: World, guests = 0) {
    const { answers, ledger } = this;
    this.instances = instances;
    const make = <T>(count: number, one: (index: number) => T): T[] =>
      Array.from({ length: count }, (_, index) => one(index));
    const plain = inTwoWays(
      make(PLAIN, (i) => new WorkerClient(instances, answers, ledger, i, `plain-${i}`)),
    );
    const travellers = inTwoWays(
      make(TRAVELLERS, (i) => new Traveller(instances, answers, ledger, i, `traveller-${i}`)),
    );
    const takers = inTwoWays(
      make(WITH_JOBS, (i) => new JobWorker(instances, answers, ledger, i, `taker-${i}`, {}, SLOTS)),
    );
    const hands = takers.map(({ record }) => record);
    const schedulers = make(SCHEDULERS, (i) => new SchedulerClient(instances, answers, ledger, i, hands));
    const pool = make(IN_POOL, (i) => new PoolWorker(instances, answers, ledger, i, `pool-${i}`));
    const inPool = pool.map(({ record }) => record);
    const ordered = plain.slice(-ORDERED).map(({ record }) => record);
    this.plain = plain.slice(0, -ORDERED);
    this.witness = new Witness(instances, answers, ledger, 0, 'witness');
    this.clients = [
      this.witness,
      ...plain,
      ...travellers,
      ...takers,
      ...schedulers,
      ...pool,
      ...make(SCHEDULERS, (i) => new PoolScheduler(instances, answers, ledger, inPool, i)),
      new OperatorClient(instances, answers, ordered),
      ...make(
        guests,
        (i) =>
          new GuestPlace((n) => {
            const guest = new Guest(instances, answers, ledger, i, `guest-${i}-${n}`);
            return n % 2 === 0 ? guest : guest.overSessions();
          }),
      ),
    ];
    this.loops = this.clients.map((client) => this.run(client));
  }

  /** Resolves when every worker has been registered. */
  async allRegistered(): Promise<void> {
    while ([...this.ledger.workers.values()].some(({ registrations }) => registrations === 0)) await rest(20);
  }

  /**
   * Makes some workers fall silent.
   * @returns them
   */
  silence(choice: number): readonly WorkerClient[] {
    const { plain } = this;
    const silent = Array.from({ length: SILENT }, (_, index) => plain[(choice + index) % plain.length]!);
    for (const worker of silent) {
      worker.fallSilent();
      worker.record.sought = true;
    }
    return silent;
  }

  /** Adds workers that take jobs of the pool and can die, of which the last has a port; resolves when they are known. */
  async addMortals(): Promise<readonly Mortal[]> {
    const { instances, answers, ledger } = this;
    const door = await Door.silent();
    const added = inTwoWays(
      Array.from({ length: MORTALS }, (_, index) => {
        this.mortals += 1;
        const workerId = `pool-mortal-${this.mortals}`;
        return new Mortal(instances, answers, ledger, index, workerId, index === 2 ? door : undefined);
      }),
    );
    this.clients.push(...added);
    this.loops.push(...added.map((client) => this.run(client)));
    while (added.some(({ isSettled }) => !isSettled)) await rest(50);
    return added;
  }

  /** Adds what instances said. */
  saw(views: readonly View[]): void {
    this.views.push(...views);
  }

  /** Returns what they said since the last call. */
  takeViews(): readonly View[] {
    const { views } = this;
    this.views = [];
    return views;
  }

  /** Pauses all clients until `resume`; resolves when all requests are answered or given up. */
  async hold(): Promise<void> {
    let lift = (): void => undefined;
    const open = new Promise<void>((resolve) => (lift = resolve));
    this.gate = { open, lift };
    await Promise.all(this.acting);
  }

  resume(): void {
    for (const client of this.clients) client.settle();
    this.gate?.lift();
    this.gate = undefined;
  }

  async stop(): Promise<void> {
    this.running = false;
    this.resume();
    await Promise.all(this.loops);
  }

  private async run(client: Living): Promise<void> {
    await rest(Math.random() * client.restMs);
    while (this.running) {
      await this.gate?.open;
      if (!this.running) return;
      const act = client.act();
      this.acting.add(act);
      await act.finally(() => this.acting.delete(act));
      await rest(client.restMs);
    }
  }
}
