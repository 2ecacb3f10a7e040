import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Groups concurrent items into batches: one batch at a time; items that arrive meanwhile form the next.
 * Nothing is delayed: an idle lane starts in the same turn of the event loop in which an item arrives.
 */
export class Lane<Item> {
  private run: Promise<void> | undefined;
  private waitingSince: number | undefined;
  private workingSince: number | undefined;

  /**
   * @param take takes a batch of the waiting items
   * @param work processes a batch and handles its own errors; gets the arrival time of the oldest item, by
   * `performance.now()`
   */
  constructor(
    private readonly take: () => readonly Item[],
    private readonly work: (items: readonly Item[], since: number) => Promise<void>,
  ) {}

  /** Arrival time of the oldest unfinished item, by `performance.now()`; Infinity if there is none. */
  get since(): number {
    return this.workingSince ?? this.waitingSince ?? Infinity;
  }

  /** Must be called when an item arrives or is left over. */
  wake(): void {
    this.waitingSince ??= performance.now();
    this.run ??= this.go();
  }

  /** Resolves when no items are left. */
  async whenIdle(): Promise<void> {
    while (this.run !== undefined) await this.run;
  }

  private async go(): Promise<void> {
    for (;;) {
      // Items that arrive in the same turn form one batch.
      await nextTurn();
      const since = this.waitingSince ?? performance.now();
      this.waitingSince = undefined;
      const items = this.take();
      if (items.length === 0) break;
      this.workingSince = since;
      await this.work(items, since);
      this.workingSince = undefined;
    }
    this.run = undefined;
  }
}
