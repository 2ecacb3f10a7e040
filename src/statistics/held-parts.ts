import { LRUCache } from 'lru-cache';
import type { Scope } from '../identity/scope.js';
import { Held, type Lasting } from './held.js';

/** Limited keys may have any number of scopes; figures of the least recently used ones are computed again. */
const MAX_PARTS = 1000;

const SHARED_MS = 1000;
/** As for the whole fleet, a value is shared for this multiple of the time that it took. */
const SHARED_TIMES = 32;

/** Shares a value for each part of the fleet that keys are limited to, in this process; computes one at a time. */
export class HeldParts<T extends object> {
  private readonly parts = new LRUCache<string, Held<T>>({ max: MAX_PARTS });
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly make: (part: Scope) => Promise<T>) {}

  read(part: Scope): Promise<T> {
    const { zone, tag, workerIdPrefix } = part;
    const key = JSON.stringify([zone, tag, workerIdPrefix]);
    const known = this.parts.get(key);
    if (known !== undefined) return known.read();
    const held = new Held(() => this.inTurn(part));
    this.parts.set(key, held);
    return held.read();
  }

  /** The next caller of each part computes a new value. */
  drop(): void {
    this.parts.clear();
  }

  private inTurn(part: Scope): Promise<Lasting<T>> {
    const turn = this.last.then(async () => {
      const begunAt = performance.now();
      const value = await this.make(part);
      return { value, validMs: Math.max(SHARED_MS, SHARED_TIMES * (performance.now() - begunAt)) };
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
