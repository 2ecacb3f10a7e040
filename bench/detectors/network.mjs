// The links between workers and the service. Times are in seconds.
import { DAY, Interruptions } from './fleet.mjs';
import { exponential } from './random.mjs';

/** A local network: a few milliseconds, no losses. */
const LOCAL = { latency: 0.002, jitter: 0.003, lossPercent: 0, stallPercent: 0 };

/**
 * A lossy wide-area network: TCP repeats lost packets, which delays three requests in a hundred; one in five hundred has
 * no answer at all; and once a day the link is cut.
 */
const WIDE_AREA = {
  latency: 0.05,
  jitter: 0.1,
  lossPercent: 0.2,
  stallPercent: 3,
  stallSeconds: 1,
  cuts: { every: DAY, shortest: 5, longest: 60, alpha: 1 },
};

/** Carries the requests of one worker. */
export class Link {
  constructor(random, wideArea) {
    this.random = random;
    this.terms = wideArea ? WIDE_AREA : LOCAL;
    this.cuts = new Interruptions(random, this.terms.cuts);
  }

  /** Returns when a request arrives that is sent at a time; undefined if it never does. */
  send(at) {
    const { latency, jitter, lossPercent, stallPercent, stallSeconds } = this.terms;
    const arrival = at + latency + jitter * this.random();
    if (lossPercent === 0) return arrival;
    if (this.cuts.endAt(at) > at) return undefined;
    const chance = this.random() * 100;
    if (chance < lossPercent) return undefined;
    if (chance < lossPercent + stallPercent) return arrival + exponential(this.random, stallSeconds);
    return arrival;
  }
}
