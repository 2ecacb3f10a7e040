import { DomainError } from '../../platform/errors/domain-error.js';

/**
 * Maximum number of waiting heartbeats. A small machine writes that many in half a second, and they occupy
 * about 20 MB; more would wait longer than a worker does, and be sent again meanwhile.
 */
export const MAX_WAITING = 20_000;

/**
 * Batches leave the other half to single heartbeats, and wait for theirs as long as a request waits for a
 * connection.
 */
const MAX_OF_BATCHES = MAX_WAITING / 2;
const BATCH_PATIENCE_MS = 3000;

/** Limits how many heartbeats wait at once: a slow database must not fill the memory of the service. */
export class Room {
  private waiting = 0;
  private readonly queue: { readonly count: number; readonly admit: () => void }[] = [];

  /** Number of waiting heartbeats. */
  get taken(): number {
    return this.waiting;
  }

  /** @throws DomainError `database_busy` if there is no room */
  enter(): void {
    if (this.waiting >= MAX_WAITING) throw noRoom();
    this.waiting += 1;
  }

  /**
   * Does the same for a chunk of a batch, which waits a while for room.
   * @param count up to {@link MAX_OF_BATCHES}
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
  new DomainError('database_busy', { message: 'Too many heartbeats are waiting to be written' });
