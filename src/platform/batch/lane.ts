import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Does together what has come together: one go at a time, and what comes while it is under way is for the next. Nothing
 * is waited for: an idle lane begins in the same turn of the event loop in which something comes.
 */
export class Lane<Item> {
  private run: Promise<void> | undefined;
  private waitingSince: number | undefined;
  private workingSince: number | undefined;

  /**
   * @param take what has come, a go's worth of it
   * @param work must see to its failures itself; is told when the first of them came, by `performance.now()`
   */
  constructor(
    private readonly take: () => readonly Item[],
    private readonly work: (items: readonly Item[], since: number) => Promise<void>,
  ) {}

  /** When the first of those came that are not done with, by `performance.now()`; Infinity where nothing is left to do. */
  get since(): number {
    return this.workingSince ?? this.waitingSince ?? Infinity;
  }

  /** Something has come, or was left behind. */
  wake(): void {
    this.waitingSince ??= performance.now();
    this.run ??= this.go();
  }

  /** Resolves when there is nothing left to do. */
  async idle(): Promise<void> {
    while (this.run !== undefined) await this.run;
  }

  private async go(): Promise<void> {
    for (;;) {
      // All that arrives in this turn goes together.
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
