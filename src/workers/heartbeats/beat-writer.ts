import { DomainError } from '../../platform/errors/domain-error.js';
import type { LeaseWatch } from '../../detection/watch/lease-watch.service.js';
import { refusalOf } from '../../fleet/refusal.js';
import type { Beat } from './store/beat.js';
import type { LeaseStore } from './store/lease.store.js';
import type { Renewal } from './store/renewal-row.js';
import type { OutageWait } from './outage-wait.js';
import type { SilenceEnds } from './silence-ends.js';
import type { WaitingBeat } from './waiting-beat.js';

/** Writes some heartbeats, and returns the accepted ones in their order. */
type Renew = (beats: readonly Beat[]) => Promise<(Renewal | undefined)[]>;

/** Gets to know each heartbeat that was written, and each that was not. */
export interface WriteListener {
  readonly stored: (beat: Beat, renewal: Renewal, begun: number) => void;
  readonly notStored: (beat: Beat) => void;
}

/** Writes heartbeats with one statement, and answers those whose result is then known. */
export class BeatWriter {
  constructor(
    private readonly leases: LeaseStore,
    private readonly ends: SilenceEnds,
    private readonly watch: LeaseWatch,
    private readonly outage: OutageWait,
    private readonly listener: WriteListener,
  ) {}

  /**
   * Only heartbeats that the statement returns are acknowledged; another statement finds the reason for the
   * others.
   * @returns those that could still be accepted: their rows were locked, or taken over just now
   */
  async writeBeats(beats: readonly WaitingBeat[], renew: Renew): Promise<WaitingBeat[]> {
    const left = await this.renewOrSplit(beats, renew);
    return left.length === 0 ? [] : this.refuse(left);
  }

  /** @param begun when the statement began, by `performance.now()` */
  acceptBeat(waiting: WaitingBeat, renewal: Renewal, begun: number): void {
    if (renewal.presence === 'PRESENT')
      this.watch.watchLease(waiting.beat.id, renewal.leaseSeconds, renewal.intervalSeconds);
    this.listener.stored(waiting.beat, renewal, begun);
    if (renewal.endsSilence || renewal.hasRevokedJobs) this.ends.add(waiting, renewal);
    else waiting.answerWaiters({ renewal, state: renewal.state, revokedJobs: NONE });
  }

  /** @param answer why it was not written; undefined if there is no such worker */
  refuseBeat(waiting: WaitingBeat, answer: Error | undefined): void {
    this.listener.notStored(waiting.beat);
    waiting.answerWaiters(answer);
  }

  /** If the statement itself fails, its halves are tried, down to the single failing heartbeat. */
  private async renewOrSplit(beats: readonly WaitingBeat[], renew: Renew): Promise<WaitingBeat[]> {
    let renewals: (Renewal | undefined)[];
    const begun = performance.now();
    try {
      renewals = await renew(beats.map(({ beat }) => beat));
    } catch (error) {
      if (error instanceof DomainError || beats.length === 1) {
        const { again, failed } = await this.outage.pauseAfter(error, beats);
        for (const waiting of failed) this.refuseBeat(waiting, error as Error);
        return again.length === 0 ? [] : this.renewOrSplit(again, renew);
      }
      const middle = beats.length >> 1;
      return [
        ...(await this.renewOrSplit(beats.slice(0, middle), renew)),
        ...(await this.renewOrSplit(beats.slice(middle), renew)),
      ];
    }
    return beats.filter((waiting, index) => {
      const renewal = renewals[index];
      if (renewal !== undefined) this.acceptBeat(waiting, renewal, begun);
      return renewal === undefined;
    });
  }

  private async refuse(beats: readonly WaitingBeat[]): Promise<WaitingBeat[]> {
    try {
      const refusals = await this.leases.findRefusals(beats.map(({ beat }) => beat));
      return beats.filter((waiting, index) => {
        const refusal = refusals[index];
        if (refusal?.fits === true) return true;
        this.refuseBeat(waiting, refusal && refusalOf(refusal, waiting.beat.proved ?? false));
        return false;
      });
    } catch (error) {
      for (const waiting of beats) this.refuseBeat(waiting, error as Error);
      return [];
    }
  }
}

const NONE: readonly string[] = [];
