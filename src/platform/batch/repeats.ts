import { validationFailed, type DomainError } from '../errors/domain-error.js';
import { NameCounts } from '../collections/name-counts.js';

/** How often a batch may register one worker: repeats are written one after another. */
const MOST_REPEATS = 100;

/** Counts how often a batch registers each worker. */
export class Repeats {
  private readonly counts = new NameCounts();

  /** @param most how often the batch may register one worker */
  constructor(private readonly most = MOST_REPEATS) {}

  /** Whether the worker may occur once more. */
  mayOccur(name: string): boolean {
    return this.counts.add(name) <= this.most;
  }

  /** Returns the error for an item that exceeds the limit. */
  get fault(): DomainError {
    const message =
      this.most === 1
        ? 'The batch holds this worker already'
        : `A batch may hold up to ${this.most} registrations of one worker`;
    return validationFailed([{ field: 'workerId', message }]);
  }
}
