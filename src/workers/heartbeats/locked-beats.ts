import { hasCode } from '../../platform/errors/domain-error.js';
import { RowsLocked, type Instance } from '../../platform/instance/instance.js';
import type { LeaseStore } from './store/lease.store.js';
import type { BeatWriter } from './beat-writer.js';
import { Lane } from '../../platform/batch/lane.js';
import { PATIENCE_MS, writeInTurns } from '../../platform/batch/locked-rows.js';
import { PendingBeats } from './pending-beats.js';
import type { WaitingBeat } from './waiting-beat.js';

const AT_ONCE = 2000;

/** A longer wait is a gap of the worker; rows in constant use often have shorter ones. */
const NOTICED_MS = 1000;

/**
 * The side lane, for heartbeats that the main lanes could not accept although they are valid: of workers that
 * return or leave, and of those whose rows are locked.
 */
export class LockedBeats {
  private readonly pending = new PendingBeats();
  private inHand: ReadonlySet<string> = new Set();
  private readonly lane = new Lane<WaitingBeat>(
    () => this.pending.take(AT_ONCE),
    (beats) => this.go(beats),
  );

  constructor(
    private readonly leases: LeaseStore,
    private readonly writer: BeatWriter,
    private readonly instance: Instance,
  ) {}

  /** Whether an earlier heartbeat of the worker waits here: a later one must not overtake it. */
  has(id: string): boolean {
    return this.inHand.has(id) || this.pending.has(id);
  }

  get isEmpty(): boolean {
    return this.inHand.size === 0 && this.pending.isEmpty;
  }

  add(waiting: WaitingBeat): void {
    waiting.lockedSince ??= performance.now();
    this.pending.add(waiting);
    this.lane.wake();
  }

  whenIdle(): Promise<void> {
    return this.lane.whenIdle();
  }

  private async go(beats: readonly WaitingBeat[]): Promise<void> {
    this.inHand = new Set(beats.map(({ beat }) => beat.id));
    const left = await writeInTurns(beats, {
      writeFree: (each) => this.writer.writeBeats(each, (free) => this.leases.renewAnyLeases(free)),
      writeLocked: (waiting, turnMs) => this.writeLocked(waiting, turnMs),
    });
    for (const waiting of left) {
      const waitedMs = performance.now() - waiting.lockedSince!;
      // If a lease ends meanwhile, or before the next attempt, it is not the worker's fault.
      if (waitedMs > NOTICED_MS) this.instance.refusesWorkers([waiting.beat.id], waitedMs);
      if (waitedMs < PATIENCE_MS) this.pending.putBack(waiting);
      else this.writer.refuseBeat(waiting, new RowsLocked());
    }
    this.inHand = new Set();
  }

  /** @returns false if the heartbeat is still not accepted */
  private async writeLocked(waiting: WaitingBeat, turnMs: number): Promise<boolean> {
    const begun = performance.now();
    try {
      const renewal = await this.leases.renewLocked(waiting.beat, turnMs);
      if (renewal === undefined) return false;
      this.writer.acceptBeat(waiting, renewal, begun);
      return true;
    } catch (error) {
      if (hasCode(error, 'database_busy')) return false;
      this.writer.refuseBeat(waiting, error as Error);
      return true;
    }
  }
}
