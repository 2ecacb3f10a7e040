import { IdTable, readId, WORDS, writeId } from '../../platform/collections/id-table.js';

/** Ticks per turn: with the tick of a quarter of a second, 17 minutes. Later moments wait for a further turn. */
const BUCKETS = 4096;
const NONE = -1;
const FIRST_CAPACITY = 1024;

/** What has passed, and for which workers. */
export interface Passed {
  /** Workers whose heartbeat is late. */
  readonly late: string[];
  /** Workers whose lease has ended; the wheel has forgotten them. */
  readonly ended: string[];
}

/**
 * A timing wheel: for each watched worker the moment when it is late, and the moment when its lease ends. An entry is in
 * the list of the bucket of its next moment. A heartbeat usually only stores later moments, and leaves the entry where it
 * is: when the bucket is reached, the entry moves on.
 *
 * Times are milliseconds of a monotonic clock, and are rounded up to ticks.
 */
export class LeaseWheel {
  private capacity = FIRST_CAPACITY;
  /** Entries below this are in use. */
  private count = 0;
  private ids = new Uint32Array(FIRST_CAPACITY * WORDS);
  private lateAt = new Uint32Array(FIRST_CAPACITY);
  private endsAt = new Uint32Array(FIRST_CAPACITY);
  /** The tick of the bucket where the entry is. */
  private queuedAt = new Uint32Array(FIRST_CAPACITY);
  private next = new Int32Array(FIRST_CAPACITY);
  private previous = new Int32Array(FIRST_CAPACITY);
  /** 1 after the worker was found late: only the end of its lease is left. */
  private isLate = new Uint8Array(FIRST_CAPACITY);
  private readonly heads = new Int32Array(BUCKETS).fill(NONE);
  private readonly table = new IdTable(this.ids, FIRST_CAPACITY);
  private readonly id = new Uint32Array(WORDS);
  /** The tick that is processed next. */
  private tick = 0;

  /** @param begun now */
  constructor(
    private readonly tickMs: number,
    private readonly begun: number,
  ) {}

  /** Number of watched workers. */
  get size(): number {
    return this.count;
  }

  get bytes(): number {
    const arrays = [this.ids, this.lateAt, this.endsAt, this.queuedAt, this.next, this.previous];
    const all = [...arrays, this.isLate, this.heads];
    return this.table.bytes + all.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Watches a worker, from its last sign of life. */
  watchWorker(id: string, lateAt: number, endsAt: number): void {
    readId(id, this.id);
    let entry = this.table.find(this.id);
    const isNew = entry === NONE;
    if (isNew) entry = this.create();
    this.endsAt[entry] = this.tickOf(endsAt);
    this.lateAt[entry] = Math.min(this.tickOf(lateAt), this.endsAt[entry]!);
    this.isLate[entry] = 0;
    this.settle(entry, isNew);
  }

  /**
   * Notes a sign of life of a watched worker that does not extend its lease.
   * @returns false if it is not watched, or was found late already
   */
  noteSign(id: string, lateAt: number): boolean {
    readId(id, this.id);
    const entry = this.table.find(this.id);
    if (entry === NONE || this.isLate[entry] === 1) return false;
    this.lateAt[entry] = Math.min(this.tickOf(lateAt), this.endsAt[entry]!);
    this.settle(entry, false);
    return true;
  }

  /** Looks at a worker again that was found late, if it is still watched and nothing was heard of it since. */
  lateAgainAt(id: string, lateAt: number): void {
    readId(id, this.id);
    const entry = this.table.find(this.id);
    if (entry === NONE || this.isLate[entry] === 0) return;
    this.lateAt[entry] = Math.min(this.tickOf(lateAt), this.endsAt[entry]!);
    this.isLate[entry] = 0;
    this.settle(entry, false);
  }

  /** Watches a worker no longer. */
  forgetWorker(id: string): void {
    readId(id, this.id);
    const entry = this.table.find(this.id);
    if (entry === NONE) return;
    this.unlink(entry);
    this.drop(entry);
  }

  /**
   * Returns what has passed until now.
   * @param limit the maximum number of each; the others follow with the next call
   */
  advanceTo(now: number, limit: number): Passed {
    const until = Math.floor((now - this.begun) / this.tickMs);
    const passed: Passed = { late: [], ended: [] };
    // After a long pause all buckets have passed once: a whole turn finds every entry.
    if (until - this.tick > BUCKETS) this.tick = until - BUCKETS;
    while (this.tick <= until) {
      if (!this.empty(this.tick % BUCKETS, until, limit, passed)) break;
      this.tick += 1;
    }
    return passed;
  }

  /** @returns false if the limit was reached before the bucket was empty */
  private empty(bucket: number, until: number, limit: number, { late, ended }: Passed): boolean {
    for (let entry = this.heads[bucket]!; entry !== NONE; entry = this.heads[bucket]!) {
      if (late.length >= limit || ended.length >= limit) return false;
      this.unlink(entry);
      if (this.isLate[entry] === 0 && this.lateAt[entry]! <= until && this.endsAt[entry]! > until) {
        late.push(writeId(this.ids, entry * WORDS));
        this.isLate[entry] = 1;
      }
      if (this.endsAt[entry]! <= until) {
        ended.push(writeId(this.ids, entry * WORDS));
        this.drop(entry);
      } else this.link(entry, this.bounded(this.moment(entry)));
    }
    return true;
  }

  private tickOf(at: number): number {
    return Math.max(0, Math.ceil((at - this.begun) / this.tickMs));
  }

  /** The next moment of an entry. */
  private moment(entry: number): number {
    return this.isLate[entry] === 1 ? this.endsAt[entry]! : this.lateAt[entry]!;
  }

  /** The bucket that is processed now is not filled again; what is later than a turn waits in the last one. */
  private bounded(tick: number): number {
    return Math.min(Math.max(tick, this.tick + 1), this.tick + BUCKETS - 1);
  }

  /** Moves an entry forward if its next moment is earlier than that of its bucket. */
  private settle(entry: number, isNew: boolean): void {
    const tick = this.bounded(this.moment(entry));
    if (!isNew) {
      if (this.queuedAt[entry]! <= tick) return;
      this.unlink(entry);
    }
    this.link(entry, tick);
  }

  private link(entry: number, tick: number): void {
    const bucket = tick % BUCKETS;
    const head = this.heads[bucket]!;
    this.queuedAt[entry] = tick;
    this.next[entry] = head;
    this.previous[entry] = NONE;
    if (head !== NONE) this.previous[head] = entry;
    this.heads[bucket] = entry;
  }

  private unlink(entry: number): void {
    const [next, previous] = [this.next[entry]!, this.previous[entry]!];
    if (previous === NONE) this.heads[this.queuedAt[entry]! % BUCKETS] = next;
    else this.next[previous] = next;
    if (next !== NONE) this.previous[next] = previous;
  }

  private create(): number {
    if (this.count === this.capacity) this.grow();
    const entry = this.count;
    this.count += 1;
    this.ids.set(this.id, entry * WORDS);
    this.table.add(entry);
    return entry;
  }

  /** The last entry moves into the gap, so that the entries in use stay together. */
  private drop(entry: number): void {
    this.table.remove(entry);
    this.count -= 1;
    const last = this.count;
    if (entry === last) return;
    this.unlink(last);
    this.table.remove(last);
    this.ids.copyWithin(entry * WORDS, last * WORDS, (last + 1) * WORDS);
    for (const column of [this.lateAt, this.endsAt, this.isLate]) column[entry] = column[last]!;
    this.table.add(entry);
    this.link(entry, this.queuedAt[last]!);
  }

  private grow(): void {
    this.capacity *= 2;
    this.ids = copied(this.ids, new Uint32Array(this.capacity * WORDS));
    this.lateAt = copied(this.lateAt, new Uint32Array(this.capacity));
    this.endsAt = copied(this.endsAt, new Uint32Array(this.capacity));
    this.queuedAt = copied(this.queuedAt, new Uint32Array(this.capacity));
    this.next = copied(this.next, new Int32Array(this.capacity));
    this.previous = copied(this.previous, new Int32Array(this.capacity));
    this.isLate = copied(this.isLate, new Uint8Array(this.capacity));
    this.table.grow(this.ids, this.capacity, this.count);
  }
}

function copied<Column extends { set(from: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
