import type { Beat } from '../store/beat.js';
import type { Renewal } from '../store/renewal-row.js';
import type { LiveState } from '../worker.js';
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

/** A heartbeat that waits to be written, or several of one life of a worker that are written as one. */
export class WaitingBeat {
  /** Since when somebody has been holding its row. */
  heldSince: number | undefined;
  /** A heartbeat of another life of the worker, which is for a later statement. */
  next: WaitingBeat | undefined;
  private readonly waiters: ((answer: Answer) => void)[];

  constructor(
    public beat: Beat,
    waiter: (answer: Answer) => void,
  ) {
    this.waiters = [waiter];
  }

  isOfSameLife({ beat }: WaitingBeat): boolean {
    return this.beat.bootId === beat.bootId && this.beat.incarnation === beat.incarnation;
  }

  merge({ beat, waiters, heldSince }: WaitingBeat): void {
    this.beat = {
      ...mergeReports(this.beat, beat),
      count: this.beat.count + beat.count,
      shown: this.beat.shown || beat.shown,
    };
    this.waiters.push(...waiters);
    this.heldSince ??= heldSince;
  }

  /** Tells all who wait; only the first answer counts. */
  answer(answer: Answer): void {
    for (const waiter of this.waiters.splice(0)) waiter(answer);
  }
}
