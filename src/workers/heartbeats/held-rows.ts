import { DomainError } from '../../platform/errors/domain-error.js';
import { RowsLocked, type Instance } from '../../platform/instance/instance.js';
import type { LeaseStore } from './store/lease.store.js';
import type { BeatWriter } from './beat-writer.js';
import { Lane } from '../../platform/batch/lane.js';
import { PendingBeats } from './pending-beats.js';
import type { WaitingBeat } from './waiting-beat.js';

const AT_ONCE = 2000;

/** So many rows are waited for at a time, each for so long: then it is the turn of others. */
const WAITING = 2;
const TURN_MS = 100;

/** In all a heartbeat waits for its row as long as any other statement does. */
const PATIENCE_MS = 3000;

/** A wait that is longer is a gap of the worker; rows in constant use have shorter ones all the time. */
const NOTICED_MS = 1000;

/**
 * The side lane, for heartbeats that the main ones did not take although nothing speaks against them: of workers that
 * come back or leave, and of those whose rows somebody holds. Each go first takes all whose rows are free; then it waits
 * for some of the others, in the queue of the row as everybody does, since a row in constant use is never found free.
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

  idle(): Promise<void> {
    return this.lane.idle();
  }

  private async go(beats: readonly WaitingBeat[]): Promise<void> {
    this.inHand = new Set(beats.map(({ beat }) => beat.id));
    const held = await this.writer.write(beats, (each) => this.leases.renewAny(each));
    const waitedFor = await Promise.all(held.slice(0, WAITING).map((each) => this.wait(each)));
    for (const waiting of [...held.slice(WAITING), ...waitedFor.flat()]) {
      const waitedMs = performance.now() - waiting.heldSince!;
      // A lease that ends meanwhile, or before the next attempt, is not over for the worker's fault.
      if (waitedMs > NOTICED_MS) this.instance.refusesWorkers([waiting.beat.id], waitedMs);
      if (waitedMs < PATIENCE_MS) this.pending.putBack(waiting);
      else waiting.answer(new RowsLocked());
    }
    this.inHand = new Set();
  }

  /** @returns it again where it is still not taken */
  private async wait(waiting: WaitingBeat): Promise<WaitingBeat[]> {
    try {
      const renewal = await this.leases.renewHeld(waiting.beat, TURN_MS);
      if (renewal === undefined) return [waiting];
      this.writer.taken(waiting, renewal);
      return [];
    } catch (error) {
      if (error instanceof DomainError && error.code === 'database_busy') return [waiting];
      waiting.answer(error as Error);
      return [];
    }
  }
}
