import { hasCode } from '../../platform/errors/domain-error.js';
import { RowsLocked, type Instance } from '../../platform/instance/instance.js';
import type { LeaseStore } from './store/lease.store.js';
import type { BeatWriter } from './beat-writer.js';
import { Lane } from '../../platform/batch/lane.js';
import { PendingBeats } from './pending-beats.js';
import type { WaitingBeat } from './waiting-beat.js';

const AT_ONCE = 2000;

/** Number of locked rows to wait for at a time, and the time for each: then others have their turn. */
const WAITING = 2;
const TURN_MS = 100;

/** Total time that a heartbeat waits for its row, the same as for any other statement. */
const PATIENCE_MS = 3000;

/** A longer wait is a gap of the worker; rows in constant use often have shorter ones. */
const NOTICED_MS = 1000;

/**
 * The side lane, for heartbeats that the main lanes could not accept although they are valid: of workers that
 * return or leave, and of those whose rows are locked. Each batch first writes all heartbeats whose rows are
 * free; then it waits for some of the others, in the lock queue of the row, because a row in constant use is
 * never found free.
 */
export class HeldRows {
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
    waiting.heldSince ??= performance.now();
    this.pending.add(waiting);
    this.lane.wake();
  }

  whenIdle(): Promise<void> {
    return this.lane.whenIdle();
  }

  private async go(beats: readonly WaitingBeat[]): Promise<void> {
    this.inHand = new Set(beats.map(({ beat }) => beat.id));
    const held = await this.writer.writeBeats(beats, (each) => this.leases.renewAnyLeases(each));
    const waitedFor = await Promise.all(held.slice(0, WAITING).map((each) => this.wait(each)));
    for (const waiting of [...held.slice(WAITING), ...waitedFor.flat()]) {
      const waitedMs = performance.now() - waiting.heldSince!;
      // If a lease ends meanwhile, or before the next attempt, it is not the worker's fault.
      if (waitedMs > NOTICED_MS) this.instance.refusesWorkers([waiting.beat.id], waitedMs);
      if (waitedMs < PATIENCE_MS) this.pending.putBack(waiting);
      else waiting.answerWaiters(new RowsLocked());
    }
    this.inHand = new Set();
  }

  /** @returns the heartbeat again if it is still not accepted */
  private async wait(waiting: WaitingBeat): Promise<WaitingBeat[]> {
    const begun = performance.now();
    try {
      const renewal = await this.leases.renewLocked(waiting.beat, TURN_MS);
      if (renewal === undefined) return [waiting];
      this.writer.acceptBeat(waiting, renewal, begun);
      return [];
    } catch (error) {
      if (hasCode(error, 'database_busy')) return [waiting];
      waiting.answerWaiters(error as Error);
      return [];
    }
  }
}
