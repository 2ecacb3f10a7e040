import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { ArrivalRate } from '../../platform/batch/arrival-rate.js';
import { PendingBeats } from './pending-beats.js';
import type { WaitingBeat } from './waiting-beat.js';

/** Rows per statement: enough to cost little per row, few enough to hold their locks briefly. */
const AT_ONCE = 2000;

/** A statement that takes longer gets a second one beside it: the disk or a large group then delays no other heartbeat. */
const SLOW_MS = 10;

/**
 * While more heartbeats arrive than this, a small group gathers for a moment: a statement costs as much as eight rows. Fewer
 * are written at once, because they would gain nothing.
 */
const BUSY_PER_SECOND = 500;
const GATHER_MS = 2;
const ENOUGH = 32;

interface Group {
  readonly beats: readonly WaitingBeat[];
  /** Arrival time of the oldest, by `performance.now()`. */
  readonly since: number;
  /** When its statement began. */
  readonly begun: number;
}

/**
 * Groups heartbeats that arrive together: one group is written at a time, a second one only beside a slow statement. No two
 * groups that are being written have a worker in common, so that the heartbeats of each are written in order.
 */
export class BeatGroups {
  private readonly pending = new PendingBeats();
  private readonly arrivals = new ArrivalRate();
  private readonly written = new Set<Group>();
  private waitingSince: number | undefined;
  private main: Promise<void> | undefined;
  private second: Promise<void> | undefined;
  private slow: NodeJS.Timeout | undefined;

  /** @param write writes a group and handles its own errors; gets the arrival time of its oldest heartbeat */
  constructor(private readonly write: (beats: readonly WaitingBeat[], since: number) => Promise<void>) {}

  /** Arrival time of the oldest unfinished heartbeat, by `performance.now()`; Infinity if there is none. */
  get since(): number {
    let oldest = this.waitingSince ?? Infinity;
    for (const { since } of this.written) oldest = Math.min(oldest, since);
    return oldest;
  }

  add(waiting: WaitingBeat): void {
    const now = performance.now();
    this.arrivals.add(now);
    this.waitingSince ??= now;
    this.pending.add(waiting);
    this.main ??= this.writeAll();
    this.expectSlowness();
  }

  /** Whether a heartbeat of the worker waits to be written. */
  has(id: string): boolean {
    return this.pending.has(id);
  }

  /** Resolves when no heartbeats are left. */
  async whenIdle(): Promise<void> {
    while (this.main !== undefined || this.second !== undefined) await (this.main ?? this.second);
  }

  private async writeAll(): Promise<void> {
    do await this.gather();
    while (await this.writeGroup());
    this.main = undefined;
  }

  /** Heartbeats that arrive in the same turn form one group, and a little later ones while many arrive. */
  private async gather(): Promise<void> {
    await nextTurn();
    if (this.pending.size < ENOUGH && this.arrivals.perSecond(performance.now()) > BUSY_PER_SECOND)
      await pause(GATHER_MS);
  }

  /** Heartbeats wait for a statement: if it takes long, they are written beside it. */
  private expectSlowness(): void {
    if (this.written.size !== 1 || this.pending.isEmpty) return;
    this.slow ??= setTimeout(() => {
      this.slow = undefined;
      if (this.isSlow) this.second ??= this.writeBeside();
    }, SLOW_MS);
  }

  private get isSlow(): boolean {
    const latest = performance.now() - SLOW_MS + 1;
    return this.written.size === 1 && [...this.written].every(({ begun }) => begun <= latest);
  }

  private async writeBeside(): Promise<void> {
    while (await this.writeGroup()) if (!this.isSlow) break;
    this.second = undefined;
    // Heartbeats of its workers that arrived meanwhile were left.
    if (!this.pending.isEmpty) this.main ??= this.writeAll();
    this.expectSlowness();
  }

  /** @returns false if nothing waits that can be written now */
  private async writeGroup(): Promise<boolean> {
    const since = this.waitingSince ?? performance.now();
    const beats = this.pending.take(AT_ONCE, this.workersBeingWritten());
    if (beats.length === 0) return false;
    // The arrival time of the oldest remaining heartbeat is unknown; assume now.
    this.waitingSince = this.pending.isEmpty ? undefined : performance.now();
    const group = { beats, since, begun: performance.now() };
    this.written.add(group);
    this.expectSlowness();
    await this.write(beats, since);
    this.written.delete(group);
    clearTimeout(this.slow);
    this.slow = undefined;
    return true;
  }

  private workersBeingWritten(): ReadonlySet<string> | undefined {
    if (this.written.size === 0) return undefined;
    return new Set([...this.written].flatMap(({ beats }) => beats.map(({ beat }) => beat.id)));
  }
}
