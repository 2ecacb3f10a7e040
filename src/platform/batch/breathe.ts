import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long this process works on a batch before other requests have their turn. */
const TURN_MS = 5;

/** Number of items processed before the clock is read again. */
const ITEMS_A_LOOK = 8;

/** Lets the event loop turn during long work. */
export class Breath {
  private began = performance.now();

  /** Whether it is time to wait for {@link turn}. */
  get isDue(): boolean {
    return performance.now() - this.began >= TURN_MS;
  }

  async turn(): Promise<void> {
    await nextTurn();
    this.began = performance.now();
  }
}

/** Visits many items, and lets the event loop turn every few milliseconds. */
export async function forEachBreathing<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => void,
): Promise<void> {
  const breath = new Breath();
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % ITEMS_A_LOOK === 0 && breath.isDue) await breath.turn();
    visit(item, index);
  }
}
