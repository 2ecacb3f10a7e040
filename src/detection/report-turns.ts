import { DomainError } from '../platform/errors/domain-error.js';

/** Reports that are written at once. More would hold connections of heartbeats while they wait for one another. */
const WIDTH = 2;

/** Maximum number of different reports that wait. */
const MAX_WAITING = 1000;

/**
 * Lets a few reports be written at a time, however many arrive. Equal reports that wait are written once, as
 * clients that retry in a loop send them.
 */
export class ReportTurns<T> {
  private readonly waiting = new Map<string, Promise<T>>();
  private readonly starts: (() => void)[] = [];
  private working = 0;

  /**
   * Writes a report in its turn, or returns the result of an equal one that was still waiting when it arrived.
   * @throws DomainError `database_busy` if too many reports wait
   */
  write(key: string, work: () => Promise<T>): Promise<T> {
    const same = this.waiting.get(key);
    if (same !== undefined) return same;
    if (this.working < WIDTH) return this.run(work);
    if (this.waiting.size >= MAX_WAITING)
      throw new DomainError('database_busy', {
        message: `${MAX_WAITING} other reports are waiting; this one was not recorded`,
      });
    const result = new Promise<void>((start) => this.starts.push(start)).then(() => {
      this.waiting.delete(key);
      return this.run(work);
    });
    this.waiting.set(key, result);
    return result;
  }

  private async run(work: () => Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await work();
    } finally {
      this.working -= 1;
      this.starts.shift()?.();
    }
  }
}
