import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items that are checked before other requests have their turn: some milliseconds of work. */
const ITEMS_A_TURN = 200;

/** Visits many items without keeping the event loop from everybody else. */
export async function forEachBreathing<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => void,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % ITEMS_A_TURN === 0) await nextTurn();
    visit(item, index);
  }
}
