import { crc32 } from 'node:zlib';
import { DomainError } from '../errors/domain-error.js';
import { Lane } from './lane.js';

/** An item and the caller that waits for its result. */
export interface Waiting<Item, Result> {
  readonly item: Item;
  /** Must be called once. */
  readonly answer: (result: Result | Error) => void;
  /** When it arrived, by `performance.now()`. */
  readonly since: number;
}

/** What distinguishes the items of some lanes. */
export interface LaneRules<Item, Result> {
  /** Items of one key always use the same lane. */
  readonly keyOf: (item: Item) => string;
  /** What the items are called in the error for too many of them. */
  readonly items: string;
  /** Removes a batch from those that wait in a lane. */
  readonly take: (waiting: Waiting<Item, Result>[]) => readonly Waiting<Item, Result>[];
  /**
   * Processes a batch and answers its items.
   * @param waiting those of the same lane: what is left over can be put in front of them
   */
  readonly work: (batch: readonly Waiting<Item, Result>[], waiting: Waiting<Item, Result>[]) => Promise<void>;
}

/** While one batch commits, another is written. */
const LANES = 2;
/** Maximum number of waiting items; more would wait longer than their callers do. */
const MAX_WAITING = 10_000;

interface QueuedLane<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  readonly lane: Lane<Waiting<Item, Result>>;
}

/** Groups concurrent calls into batches, in two lanes, and gives each its own result. */
export class AnsweringLanes<Item, Result> {
  private waiting = 0;
  private readonly lanes: readonly QueuedLane<Item, Result>[];

  constructor(private readonly rules: LaneRules<Item, Result>) {
    this.lanes = Array.from({ length: LANES }, () => this.newLane());
  }

  /** @throws DomainError `database_busy` if too many items wait; what the item is answered with */
  submitItem(item: Item): Promise<Result> {
    if (this.waiting >= MAX_WAITING)
      throw new DomainError('database_busy', { message: `Too many ${this.rules.items} are waiting` });
    return new Promise((resolve, reject) => {
      const answer = (result: Result | Error): void => {
        this.waiting -= 1;
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      this.waiting += 1;
      this.queueItem({ item, answer, since: performance.now() });
    });
  }

  /** Queues an item, or queues it again behind the others. */
  queueItem(one: Waiting<Item, Result>): void {
    const { waiting, lane } = this.lanes[crc32(this.rules.keyOf(one.item)) % LANES]!;
    waiting.push(one);
    lane.wake();
  }

  /** Resolves when no items are left. */
  async whenIdle(): Promise<void> {
    for (const { lane } of this.lanes) await lane.whenIdle();
  }

  private newLane(): QueuedLane<Item, Result> {
    const { take, work } = this.rules;
    const waiting: Waiting<Item, Result>[] = [];
    const lane = new Lane(
      () => take(waiting),
      (batch) => work(batch, waiting),
    );
    return { waiting, lane };
  }
}
