import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Does together what has come together: one go at a time, and what comes while it is under way is for the next. Nothing
 * is waited for: an idle lane begins in the same turn of the event loop in which something comes.
 */
export class Lane<Item> {
  private run: Promise<void> | undefined;

  /**
   * @param take what has come, a go's worth of it
   * @param work must see to its failures itself
   */
  constructor(
    private readonly take: () => readonly Item[],
    private readonly work: (items: readonly Item[]) => Promise<void>,
  ) {}

  /** Something has come. */
  wake(): void {
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
      const items = this.take();
      if (items.length === 0) break;
      await this.work(items);
    }
    this.run = undefined;
  }
}
