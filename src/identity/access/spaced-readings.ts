import { setTimeout as pause } from 'node:timers/promises';

/**
 * Minimum time between the beginnings of two readings: made-up credentials cause one query in this time,
 * however many arrive.
 */
const PAUSE_MS = 25;

/**
 * Reads from the database for all waiting callers: one reading at a time, and none before the pause since the
 * last one is over. A caller is served only by a reading that begins after its call, so it finds everything
 * that was committed before.
 */
export class SpacedReadings<T> {
  private begunAt = Number.NEGATIVE_INFINITY;
  private current: Promise<unknown> = Promise.resolve();
  /** A reading that has not begun, with its requested ids. */
  private next: { readonly ids: Set<string>; readonly result: Promise<T> } | undefined;

  constructor(private readonly read: (ids: readonly string[]) => Promise<T>) {}

  /** Returns the result of the next reading, which includes this id. */
  of(id: string): Promise<T> {
    if (this.next === undefined) {
      const ids = new Set<string>();
      this.next = { ids, result: this.readNext(ids) };
    }
    this.next.ids.add(id);
    return this.next.result;
  }

  private async readNext(ids: ReadonlySet<string>): Promise<T> {
    await this.current.catch(() => undefined);
    await pause(Math.max(0, this.begunAt + PAUSE_MS - performance.now()));
    // Later calls are not served by this reading.
    this.next = undefined;
    this.begunAt = performance.now();
    const result = this.read([...ids]);
    this.current = result;
    return result;
  }
}
