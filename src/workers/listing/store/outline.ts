import type { WorkerHealth, WorkerStatus } from '../../../fleet/worker.js';

/** What a target shows of the state of a worker. */
export interface Outlined {
  readonly id: string;
  readonly status: WorkerStatus;
  readonly health: WorkerHealth;
}

/** Characters of an entry: those of the id, the first two of the status, the first one of the health. */
const ID = 36;
const ENTRY = ID + 3;

const STATUSES: Readonly<Record<string, WorkerStatus>> = {
  AC: 'ACTIVE',
  ID: 'IDLE',
  BU: 'BUSY',
  MA: 'MAINTENANCE',
  DR: 'DRAINING',
  ER: 'ERROR',
  IN: 'INACTIVE',
};
const HEALTHS: Readonly<Record<string, WorkerHealth>> = { H: 'HEALTHY', U: 'UNHEALTHY', F: 'FAILED' };

/** The SQL of an entry, over a row of `worker_state` with that alias. */
export const entryOf = (alias: string): string =>
  `${alias}.id::text || left(${alias}.status::text, 2) || left(${alias}.health::text, 1)`;

/**
 * The ids, statuses and healths of a fleet at one moment, in the order of the ids: 39 bytes a worker, so that an answer about
 * a whole fleet shows one moment, however long its client takes to read it.
 */
export class Outline {
  constructor(
    /** Differs whenever a worker is added, leaves, is described again, or changes its status or health. */
    readonly digest: string,
    private readonly entries: string,
  ) {}

  get size(): number {
    return this.entries.length / ENTRY;
  }

  at(index: number): Outlined {
    const { entries } = this;
    const from = index * ENTRY;
    return {
      id: entries.slice(from, from + ID),
      status: STATUSES[entries.slice(from + ID, from + ID + 2)]!,
      health: HEALTHS[entries[from + ID + 2]!]!,
    };
  }

  /** Returns some of the workers, as many as there are. */
  part(from: number, length: number): Outlined[] {
    const count = Math.max(0, Math.min(length, this.size - from));
    return Array.from({ length: count }, (_, index) => this.at(from + index));
  }
}
