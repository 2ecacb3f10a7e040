import { setTimeout as pause } from 'node:timers/promises';

/** Between the beginnings of two readings: made-up credentials cost the database one in this time, however many arrive. */
const PAUSE_MS = 25;

/**
 * Reads from the database for all who wait: one reading at a time, and none before the pause since the last one is over. A caller
 * is served only by a reading that begins after its call, so it finds what was committed before.
 */
export class SpacedReadings<T> {
  private begunAt = Number.NEGATIVE_INFINITY;
  private current: Promise<unknown> = Promise.resolve();
  /** A reading that has not begun, with the ids that it is asked for. */
  private next: { readonly ids: Set<string>; readonly result: Promise<T> } | undefined;

  constructor(private readonly read: (ids: readonly string[]) => Promise<T>) {}

  /** The result of the next reading, which is for this id, too. */
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
    // Calls from here on are not served by this reading.
    this.next = undefined;
    this.begunAt = performance.now();
    const result = this.read([...ids]);
    this.current = result;
    return result;
  }
}
