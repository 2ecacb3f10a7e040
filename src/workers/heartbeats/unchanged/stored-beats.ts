import { IdTable, readId, WORDS } from '../../../platform/collections/id-table.js';

const NONE = -1;
const FIRST_CAPACITY = 1024;

/** The heartbeats of further workers are written, each of them. */
const MAX_WORKERS = 4_000_000;

/** Numbers that differ where the texts do: two of 32 bits each. */
export type Fingerprint = readonly [number, number];

/** A heartbeat that was written. Times are those of `performance.now()`. */
export interface StoredBeat {
  /** Start of the stored lease, in milliseconds of the database clock. */
  readonly renewedAt: number;
  /** Length of the lease; null: that of the settings. */
  readonly leaseSeconds: number | null;
  /** Until then an equal heartbeat need not be written. */
  readonly validUntil: number;
  readonly intervalSeconds: number;
  /** When the next heartbeat is expected. */
  readonly dueAt: number;
  /** Who sent it, and what was checked of the sender. */
  readonly fence: Fingerprint;
  readonly report: Fingerprint;
}

/** What heartbeats that were not written have left for the next one that is. */
export interface Left {
  readonly count: number;
  /** When the last of them arrived; undefined if there is none. */
  readonly heardAt: number | undefined;
  /** The worst lateness among them, in seconds. */
  readonly worstLate: number;
  /** When the next heartbeat is expected; Infinity if only the row says so. */
  readonly dueAt: number;
}

/**
 * The heartbeats that this instance wrote last, one for each worker, in typed arrays: 80 bytes for a worker, and at least 6 in
 * the table of ids. A million objects would occupy the memory that the requests need.
 */
export class StoredBeats {
  private capacity = FIRST_CAPACITY;
  /** Entries below this are in use. */
  private count = 0;
  private ids = new Uint32Array(FIRST_CAPACITY * WORDS);
  /** Two numbers each of the fence and of the report. */
  private prints = new Uint32Array(FIRST_CAPACITY * 4);
  private renewedAt = new Float64Array(FIRST_CAPACITY);
  private validUntil = new Float64Array(FIRST_CAPACITY);
  private dueAt = new Float64Array(FIRST_CAPACITY);
  /** 0: no heartbeat since the written one. */
  private heardAt = new Float64Array(FIRST_CAPACITY);
  /** 0: the length of the settings. */
  private leaseSeconds = new Uint32Array(FIRST_CAPACITY);
  private intervalSeconds = new Float32Array(FIRST_CAPACITY);
  private unwritten = new Uint32Array(FIRST_CAPACITY);
  private worstLate = new Float32Array(FIRST_CAPACITY);
  private readonly table = new IdTable(this.ids, FIRST_CAPACITY);
  private readonly id = new Uint32Array(WORDS);

  /** Number of workers. */
  get size(): number {
    return this.count;
  }

  get bytes(): number {
    const all = [this.ids, this.prints, ...this.columns];
    return this.table.bytes + all.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Returns the entry of a worker until the next change of the table; -1 if there is none. */
  findEntry(id: string): number {
    readId(id, this.id);
    return this.table.find(this.id);
  }

  /** Returns what was written, and is still valid at that moment, except its prints: {@link isOf}, {@link isReport}. */
  validAt(entry: number, now: number): Omit<StoredBeat, 'fence' | 'report'> | undefined {
    if (now >= this.validUntil[entry]!) return undefined;
    return {
      renewedAt: this.renewedAt[entry]!,
      leaseSeconds: this.leaseSeconds[entry] === 0 ? null : this.leaseSeconds[entry]!,
      validUntil: this.validUntil[entry]!,
      intervalSeconds: this.intervalSeconds[entry]!,
      dueAt: this.dueAt[entry]!,
    };
  }

  isOf(entry: number, [a, b]: Fingerprint): boolean {
    return this.prints[entry * 4] === a && this.prints[entry * 4 + 1] === b;
  }

  isReport(entry: number, [a, b]: Fingerprint): boolean {
    return this.prints[entry * 4 + 2] === a && this.prints[entry * 4 + 3] === b;
  }

  /** Notes heartbeats that were answered without a write. */
  noteUnwritten(entry: number, count: number, now: number, lateSeconds: number, dueAt: number): void {
    this.unwritten[entry]! += count;
    this.heardAt[entry] = now;
    this.worstLate[entry] = Math.max(this.worstLate[entry]!, lateSeconds);
    this.dueAt[entry] = dueAt;
  }

  /** Returns what the unwritten heartbeats have left, once. */
  takeLeft(entry: number): Left {
    const heardAt = this.heardAt[entry]!;
    const left = {
      count: this.unwritten[entry]!,
      heardAt: heardAt === 0 ? undefined : heardAt,
      worstLate: this.worstLate[entry]!,
      dueAt: this.dueAt[entry]!,
    };
    this.unwritten[entry] = 0;
    this.worstLate[entry] = 0;
    return left;
  }

  /** Notes again what was taken and not written. */
  giveBack(id: string, { count, worstLate }: Pick<Left, 'count' | 'worstLate'>): void {
    const entry = this.findEntry(id);
    if (entry === NONE) return;
    this.unwritten[entry]! += count;
    this.worstLate[entry] = Math.max(this.worstLate[entry]!, worstLate);
  }

  /** Remembers a written heartbeat in place of the one before. */
  storeBeat(id: string, beat: StoredBeat): void {
    let entry = this.findEntry(id);
    if (entry === NONE) {
      if (this.count >= MAX_WORKERS) return;
      entry = this.create();
    }
    this.renewedAt[entry] = beat.renewedAt;
    this.leaseSeconds[entry] = beat.leaseSeconds ?? 0;
    this.validUntil[entry] = beat.validUntil;
    this.intervalSeconds[entry] = beat.intervalSeconds;
    this.dueAt[entry] = beat.dueAt;
    this.heardAt[entry] = 0;
    this.prints.set(beat.fence, entry * 4);
    this.prints.set(beat.report, entry * 4 + 2);
  }

  /** Has the next heartbeat of a worker written. */
  invalidateEntry(entry: number): void {
    this.validUntil[entry] = 0;
  }

  /** Does so, as the lease was renewed elsewhere: how late a heartbeat is, only the row says. Unwritten ones are still counted. */
  outdateEntry(entry: number): void {
    this.validUntil[entry] = 0;
    this.dueAt[entry] = Infinity;
    this.heardAt[entry] = 0;
    this.worstLate[entry] = 0;
  }

  /** Has the next heartbeat of every worker written. */
  invalidateAll(): void {
    this.validUntil.fill(0, 0, this.count);
  }

  forgetWorker(id: string): void {
    const entry = this.findEntry(id);
    if (entry === NONE) return;
    this.table.remove(entry);
    this.count -= 1;
    const last = this.count;
    if (entry !== last) {
      this.table.remove(last);
      this.ids.copyWithin(entry * WORDS, last * WORDS, (last + 1) * WORDS);
      this.prints.copyWithin(entry * 4, last * 4, (last + 1) * 4);
      for (const column of this.columns) column[entry] = column[last]!;
      this.table.add(entry);
    }
    this.unwritten[last] = 0;
    this.worstLate[last] = 0;
  }

  private get columns(): (Float64Array | Float32Array | Uint32Array)[] {
    return [
      this.renewedAt,
      this.validUntil,
      this.dueAt,
      this.heardAt,
      this.leaseSeconds,
      this.intervalSeconds,
      this.unwritten,
      this.worstLate,
    ];
  }

  private create(): number {
    if (this.count === this.capacity) this.grow();
    const entry = this.count;
    this.count += 1;
    this.ids.set(this.id, entry * WORDS);
    this.table.add(entry);
    return entry;
  }

  private grow(): void {
    this.capacity *= 2;
    const { capacity } = this;
    this.ids = copied(this.ids, new Uint32Array(capacity * WORDS));
    this.prints = copied(this.prints, new Uint32Array(capacity * 4));
    this.renewedAt = copied(this.renewedAt, new Float64Array(capacity));
    this.validUntil = copied(this.validUntil, new Float64Array(capacity));
    this.dueAt = copied(this.dueAt, new Float64Array(capacity));
    this.heardAt = copied(this.heardAt, new Float64Array(capacity));
    this.leaseSeconds = copied(this.leaseSeconds, new Uint32Array(capacity));
    this.intervalSeconds = copied(this.intervalSeconds, new Float32Array(capacity));
    this.unwritten = copied(this.unwritten, new Uint32Array(capacity));
    this.worstLate = copied(this.worstLate, new Float32Array(capacity));
    this.table.grow(this.ids, capacity, this.count);
  }
}

function copied<Column extends { set(from: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
