import { validationFailed, type DomainError } from '../errors/domain-error.js';

/** How often a batch may name one worker: repeats are written one after another. */
const MOST_REPEATS = 100;

/** Counts how often a batch names each worker. */
export class Repeats {
  private readonly counts = new Map<string, number>();

  /** Whether the worker may be named once more. */
  allow(name: string): boolean {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count <= MOST_REPEATS;
  }
}

export const tooManyRepeats = (what: string): DomainError =>
  validationFailed([
    { field: 'workerId', message: `A batch may hold up to ${MOST_REPEATS} ${what} of one worker` },
  ]);
