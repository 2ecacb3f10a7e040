import type { WaitingBeat } from './waiting-beat.js';

/** Heartbeats to write, first in, first out; those of one incarnation of a worker are merged. */
export class PendingBeats {
  private byWorker = new Map<string, WaitingBeat>();

  get isEmpty(): boolean {
    return this.byWorker.size === 0;
  }

  /** Number of workers with waiting heartbeats. */
  get size(): number {
    return this.byWorker.size;
  }

  has(id: string): boolean {
    return this.byWorker.has(id);
  }

  add(added: WaitingBeat): void {
    const { id } = added.beat;
    let known = this.byWorker.get(id);
    if (known === undefined) {
      this.byWorker.set(id, added);
      return;
    }
    for (; !known.isOfSameLife(added); known = known.next) {
      if (known.next === undefined) {
        known.next = added;
        return;
      }
    }
    known.mergeBeat(added);
  }

  /**
   * Puts back a heartbeat that must be tried again: it precedes those of its worker that arrived meanwhile.
   */
  putBack(earlier: WaitingBeat): void {
    const { id } = earlier.beat;
    const later = this.byWorker.get(id);
    const merges = later !== undefined && earlier.isOfSameLife(later);
    if (merges) earlier.mergeBeat(later);
    earlier.next = merges ? later.next : later;
    this.byWorker.set(id, earlier);
  }

  /**
   * Takes up to a number of heartbeats, each worker once: another incarnation of a worker is left for the
   * next time.
   * @param without workers whose heartbeats are left, too
   */
  take(limit: number, without?: ReadonlySet<string>): WaitingBeat[] {
    if (without === undefined && this.byWorker.size <= limit) return this.takeAll();
    const taken: WaitingBeat[] = [];
    for (const [id, beat] of this.byWorker) {
      if (taken.length === limit) break;
      if (without?.has(id) === true) continue;
      taken.push(beat);
      if (beat.next === undefined) this.byWorker.delete(id);
      else this.byWorker.set(id, beat.next);
      beat.next = undefined;
    }
    return taken;
  }

  /**
   * A new map for later heartbeats: filling and emptying one map again and again delays V8's collection of
   * short-lived objects.
   */
  private takeAll(): WaitingBeat[] {
    const taken = [...this.byWorker.values()];
    this.byWorker = new Map();
    for (const beat of taken) {
      if (beat.next !== undefined) this.byWorker.set(beat.beat.id, beat.next);
      beat.next = undefined;
    }
    return taken;
  }
}
