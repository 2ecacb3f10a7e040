import type { Beat } from './store/beat.js';
import type { Renewal } from './store/renewal-row.js';
import type { LiveState } from '../../fleet/worker.js';
import { mergeReports } from './merge-reports.js';

/** An accepted heartbeat. */
export interface Beaten {
  readonly renewal: Renewal;
  /** The worker after it and after its verdict, if the answer shows it. */
  readonly state: LiveState | undefined;
  /** Released jobs that must be reported to the worker. */
  readonly revokedJobs: readonly string[];
}

/** Result of a heartbeat: undefined if there is no such worker. */
export type Answer = Beaten | Error | undefined;

/** Gets the result of a heartbeat. */
export type Waiter = (answer: Answer, beat: Beat) => void;

interface Waiting {
  readonly beat: Beat;
  readonly waiter: Waiter;
}

/**
 * A heartbeat that waits to be written, or several of one incarnation of a worker that are judged alike and
 * written as one.
 */
export class WaitingBeat {
  /** Since when its row has been locked. */
  lockedSince: number | undefined;
  /** A heartbeat of another incarnation of the worker, for a later statement. */
  next: WaitingBeat | undefined;
  /** Usually a single sink; a list if there are more. */
  private waiters: Waiting | Waiting[] | undefined;

  constructor(
    public beat: Beat,
    waiter: Waiter,
    /** Arrival time of the oldest, by `performance.now()`. */
    public since = performance.now(),
  ) {
    this.waiters = { beat, waiter };
  }

  isOfSameLife({ beat }: WaitingBeat): boolean {
    const { bootId, incarnation, proved, scope } = this.beat;
    return (
      bootId === beat.bootId &&
      incarnation === beat.incarnation &&
      proved === beat.proved &&
      scope === beat.scope
    );
  }

  mergeBeat({ beat, waiters, lockedSince, since }: WaitingBeat): void {
    this.beat = {
      ...mergeReports(this.beat, beat),
      count: this.beat.count + beat.count,
      unwritten: (this.beat.unwritten ?? 0) + (beat.unwritten ?? 0),
      unwrittenLate: later(this.beat.unwrittenLate, beat.unwrittenLate),
      late: later(this.beat.late, beat.late),
      shown: this.beat.shown || (beat.shown ?? this.beat.shown),
    };
    this.waiters = [...listOf(this.waiters), ...listOf(waiters)];
    this.lockedSince ??= lockedSince;
    this.since = Math.min(this.since, since);
  }

  /** Passes the result to all sinks; only the first result counts. */
  answerWaiters(answer: Answer): void {
    const { waiters } = this;
    this.waiters = undefined;
    for (const { waiter, beat } of listOf(waiters)) waiter(answer, beat);
  }
}

/** The worse of two latenesses; what the row says is not known here. */
const later = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

const listOf = (waiters: Waiting | Waiting[] | undefined): Waiting[] =>
  waiters === undefined ? [] : Array.isArray(waiters) ? waiters : [waiters];
