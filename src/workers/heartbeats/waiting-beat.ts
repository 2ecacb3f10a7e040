import type { Beat } from './store/beat.js';
import type { Renewal } from './store/renewal-row.js';
import type { LiveState } from '../../fleet/worker.js';
import { mergeReports } from './merge-reports.js';

/** A heartbeat that was taken. */
export interface Beaten {
  readonly renewal: Renewal;
  /** The worker after it and after its verdict, where the answer shows it. */
  readonly state: LiveState | undefined;
  /** Jobs that were taken from it and of which it is to be told. */
  readonly revokedJobs: readonly string[];
}

/** What became of a heartbeat: undefined where there is no such worker. */
export type Answer = Beaten | Error | undefined;

/** Is told what became of a heartbeat that it gave. */
export type Waiter = (answer: Answer, beat: Beat) => void;

interface Waiting {
  readonly beat: Beat;
  readonly told: Waiter;
}

/** A heartbeat that waits to be written, or several of one life of a worker that are judged alike and written as one. */
export class WaitingBeat {
  /** Since when somebody has been holding its row. */
  heldSince: number | undefined;
  /** A heartbeat of another life of the worker, which is for a later statement. */
  next: WaitingBeat | undefined;
  /** The one who waits, as mostly there is one; a list where there are more. */
  private waiters: Waiting | Waiting[] | undefined;

  constructor(
    public beat: Beat,
    told: Waiter,
  ) {
    this.waiters = { beat, told };
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

  merge({ beat, waiters, heldSince }: WaitingBeat): void {
    this.beat = {
      ...mergeReports(this.beat, beat),
      count: this.beat.count + beat.count,
      shown: this.beat.shown || beat.shown,
    };
    this.waiters = [...listOf(this.waiters), ...listOf(waiters)];
    this.heldSince ??= heldSince;
  }

  /** Tells all who wait; only the first answer counts. */
  answer(answer: Answer): void {
    const { waiters } = this;
    this.waiters = undefined;
    for (const { told, beat } of listOf(waiters)) told(answer, beat);
  }
}

const listOf = (waiters: Waiting | Waiting[] | undefined): Waiting[] =>
  waiters === undefined ? [] : Array.isArray(waiters) ? waiters : [waiters];
