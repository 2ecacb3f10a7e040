import { concernsRows } from '../database/database-errors.js';
import { Lane } from './lane.js';

/** Number of locked rows to wait for at a time, and the time for each: then others have their turn. */
const WAITING = 2;
const TURN_MS = 100;

/** Total time that an item waits for its row, the same as for any other statement. */
export const PATIENCE_MS = 3000;

/** How items are written whose rows may be locked. */
export interface LockedWrites<Item> {
  /** Writes those items whose rows are free; returns the others. It handles its own errors. */
  readonly writeFree: (items: readonly Item[]) => Promise<readonly Item[]>;
  /** Writes one item, and waits for its row for up to `turnMs`; returns whether the item is done with. */
  readonly writeLocked: (item: Item, turnMs: number) => Promise<boolean>;
}

/**
 * Writes all items whose rows are free; then waits for some of the others, in the lock queue of the row, because a row in
 * constant use is never found free.
 * @returns those whose rows are still locked, those last that had their turn
 */
export async function writeInTurns<Item>(
  items: readonly Item[],
  { writeFree, writeLocked }: LockedWrites<Item>,
): Promise<Item[]> {
  const locked = await writeFree(items);
  const waitedFor = await Promise.all(
    locked.slice(0, WAITING).map(async (each) => ((await writeLocked(each, TURN_MS)) ? [] : [each])),
  );
  return [...locked.slice(WAITING), ...waitedFor.flat()];
}

/** What distinguishes the items of a side lane. */
export interface LockedRules<Item> extends LockedWrites<Item> {
  /** Items of one key are written in their order, in different statements. */
  readonly keyOf: (item: Item) => string;
  /** Maximum number of items in a statement. */
  readonly atOnce: number;
  /** Handles an item whose row stays locked. */
  readonly giveUp: (item: Item) => void;
  /** Handles an item that could not be written for another reason. */
  readonly fail: (item: Item, error: unknown) => void;
}

interface WaitingItem<Item> {
  readonly item: Item;
  /** By `performance.now()`. */
  readonly since: number;
}

/** The side lane for items whose rows are locked by other transactions: they delay no others. */
export class LockedRows<Item> {
  private readonly waiting = new Map<string, WaitingItem<Item>[]>();
  private inHand: ReadonlySet<string> = new Set();
  private readonly lane = new Lane<WaitingItem<Item>>(
    () => this.take(),
    (taken) => this.go(taken),
  );

  constructor(private readonly rules: LockedRules<Item>) {}

  /** Whether an earlier item of that key waits here: a later one must not overtake it. */
  has(key: string): boolean {
    return this.inHand.has(key) || this.waiting.has(key);
  }

  add(item: Item): void {
    const key = this.rules.keyOf(item);
    const earlier = this.waiting.get(key) ?? [];
    this.waiting.set(key, [...earlier, { item, since: performance.now() }]);
    this.lane.wake();
  }

  whenIdle(): Promise<void> {
    return this.lane.whenIdle();
  }

  /** Takes the first item of each key. */
  private take(): WaitingItem<Item>[] {
    const taken: WaitingItem<Item>[] = [];
    for (const [key, [first, ...later]] of this.waiting) {
      if (taken.length === this.rules.atOnce) break;
      taken.push(first!);
      if (later.length === 0) this.waiting.delete(key);
      else this.waiting.set(key, later);
    }
    return taken;
  }

  private async go(taken: readonly WaitingItem<Item>[]): Promise<void> {
    const sinceOf = new Map(taken.map(({ item, since }) => [item, since]));
    this.inHand = new Set(taken.map(({ item }) => this.rules.keyOf(item)));
    const locked = await writeInTurns([...sinceOf.keys()], {
      writeFree: this.rules.writeFree,
      writeLocked: (item, turnMs) => this.writeLocked(item, turnMs),
    });
    for (const item of locked) {
      const since = sinceOf.get(item)!;
      if (performance.now() - since < PATIENCE_MS) this.putBack({ item, since });
      else this.rules.giveUp(item);
    }
    this.inHand = new Set();
  }

  private async writeLocked(item: Item, turnMs: number): Promise<boolean> {
    try {
      return await this.rules.writeLocked(item, turnMs);
    } catch (error) {
      if (concernsRows(error)) return false;
      this.rules.fail(item, error);
      return true;
    }
  }

  /** Behind the items of other keys, and in front of later ones of its own. */
  private putBack(taken: WaitingItem<Item>): void {
    const key = this.rules.keyOf(taken.item);
    const later = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    this.waiting.set(key, [taken, ...later]);
  }
}
