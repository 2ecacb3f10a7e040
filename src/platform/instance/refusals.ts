import { validate as isUuid } from 'uuid';

/** If more workers have locked rows, the rows are not the cause: it is a gap of the instance. */
const MAX_WORKERS = 1000;

/**
 * A worker whose heartbeat or registration waits, or was refused, because its row is locked by another
 * transaction.
 */
export interface WorkerRefusal {
  /** Its id, if the name may be one. */
  readonly id: string | null;
  readonly workerId: string;
  /** How long ago the waiting began, and how long ago it was last noticed. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Moments {
  readonly since: number;
  readonly until: number;
}

/**
 * Collects heartbeats and registrations that were refused since the last recording; times are those of
 * `performance.now()`.
 */
export class Refusals {
  private refusedSince: number | undefined;
  private workers = new Map<string, Moments>();

  /**
   * Notes a refusal of the instance.
   * @param waitedMs how long the request had waited
   */
  noteRefusal(waitedMs = 0, now = performance.now()): void {
    this.refusedSince = Math.min(this.refusedSince ?? Infinity, now - waitedMs);
  }

  /**
   * Notes that the instance works, but the rows of these workers are locked.
   * @param names their ids or workerIds
   */
  refuseWorkers(names: readonly string[], waitedMs = 0, now = performance.now()): void {
    if (this.workers.size + names.length > MAX_WORKERS) return this.noteRefusal(waitedMs, now);
    for (const name of names) {
      const since = Math.min(this.workers.get(name)?.since ?? Infinity, now - waitedMs);
      this.workers.set(name, { since, until: now });
    }
  }

  /** Returns how long the instance has refused; undefined if it has not. */
  forMs(now = performance.now()): number | undefined {
    return this.refusedSince === undefined ? undefined : now - this.refusedSince;
  }

  ofWorkers(now = performance.now()): WorkerRefusal[] {
    return Array.from(this.workers, ([name, { since, until }]) => ({
      id: isUuid(name) ? name : null,
      workerId: name,
      fromMs: now - since,
      untilMs: now - until,
    }));
  }

  /** Returns what was noted so far, and starts again. */
  takeRefusals(): Refusals {
    const taken = new Refusals();
    taken.refusedSince = this.refusedSince;
    taken.workers = this.workers;
    this.refusedSince = undefined;
    this.workers = new Map();
    return taken;
  }

  /** Puts back what could not be recorded, for the next recording. */
  putBack(earlier: Refusals): void {
    if (earlier.refusedSince !== undefined)
      this.refusedSince = Math.min(this.refusedSince ?? Infinity, earlier.refusedSince);
    for (const [name, moments] of earlier.workers) {
      const { until = moments.until } = this.workers.get(name) ?? {};
      this.workers.set(name, { since: moments.since, until });
    }
  }
}
