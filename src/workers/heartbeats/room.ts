import { DomainError } from '../../platform/errors/domain-error.js';

/**
 * Heartbeats that wait to be written, at the most. So many are written in half a second by a small machine, and held in
 * some 20 MB; more would wait longer than a worker does, and be sent again meanwhile.
 */
export const MAX_WAITING = 20_000;

/** Batches leave the other half to single heartbeats, and wait for theirs as long as a request waits for a connection. */
const MAX_OF_BATCHES = MAX_WAITING / 2;
const BATCH_PATIENCE_MS = 3000;

/** Bounds how many heartbeats wait at once: a database that is too slow must not fill the memory of the service. */
export class Room {
  private waiting = 0;
  private readonly queue: { readonly count: number; readonly admit: () => void }[] = [];

  /** How many wait. */
  get taken(): number {
    return this.waiting;
  }

  /** @throws DomainError `database_busy` where there is none */
  enter(): void {
    if (this.waiting >= MAX_WAITING) throw noRoom();
    this.waiting += 1;
  }

  /**
   * The same for a part of a batch, which waits a while until there is room for it.
   * @param count at most {@link MAX_OF_BATCHES}
   */
  async enterMany(count: number): Promise<void> {
    if (this.queue.length === 0 && this.fits(count)) this.waiting += count;
    else await this.admission(count);
  }

  leave(): void {
    this.waiting -= 1;
    while (this.queue.length > 0 && this.fits(this.queue[0]!.count)) {
      const { count, admit } = this.queue.shift()!;
      this.waiting += count;
      admit();
    }
  }

  private fits(count: number): boolean {
    return this.waiting + count <= MAX_OF_BATCHES;
  }

  private admission(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(place), 1);
        reject(noRoom());
      }, BATCH_PATIENCE_MS);
      const place = {
        count,
        admit: () => {
          clearTimeout(giveUp);
          resolve();
        },
      };
      this.queue.push(place);
    });
  }
}

const noRoom = (): DomainError =>
  new DomainError('database_busy', { message: 'More heartbeats wait to be written than there is room for' });
