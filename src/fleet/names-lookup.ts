import { Lane } from '../platform/batch/lane.js';
import type { WorkerNames, WorkerStore } from './store/worker.store.js';

type Found = ReadonlyMap<string, WorkerNames>;

interface Asked {
  readonly name: string;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

/** Maximum number of names per statement. */
const AT_ONCE = 1000;

/** Looks names up in the database; single lookups that arrive at the same time share one statement. */
export class NamesLookup {
  private readonly asked: Asked[] = [];
  private readonly underWay = new Set<{ readonly since: number }>();
  private readonly lane = new Lane<Asked>(
    () => this.asked.splice(0, AT_ONCE),
    (asked) => this.answer(asked),
  );

  constructor(private readonly store: WorkerStore) {}

  /** When the oldest statement in progress began, by `performance.now()`; Infinity if there is none. */
  get since(): number {
    return Math.min(...[...this.underWay].map(({ since }) => since));
  }

  /** @returns at least the existing workers of these names, each at most once */
  findNames(names: readonly string[]): Promise<Found> {
    const [name] = names;
    if (names.length !== 1) return this.findNow(names);
    return new Promise((resolve, reject) => {
      this.asked.push({ name: name!, resolve, reject });
      this.lane.wake();
    });
  }

  private async answer(asked: readonly Asked[]): Promise<void> {
    try {
      const found = await this.findNow([...new Set(asked.map(({ name }) => name))]);
      for (const { resolve } of asked) resolve(found);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private async findNow(names: readonly string[]): Promise<Found> {
    const statement = { since: performance.now() };
    this.underWay.add(statement);
    try {
      return await this.store.findNames(names);
    } finally {
      this.underWay.delete(statement);
    }
  }
}
