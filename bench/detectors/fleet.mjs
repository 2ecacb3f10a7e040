// The workers of the simulation: how many of which kind, and when their processes stand still. Times are in seconds.
//
// Nine in ten run without a pause. The others stand still now and then: for garbage collection, swapping, a snapshot of
// their virtual machine, or a neighbour that takes their CPU. Lengths have a fat tail. Their bounds and exponents are
// assumptions, chosen so that the fixed timeouts of 40 and 120 s make about as many mistakes as such fleets report.
import { exponential, fatTailed } from './random.mjs';

export const HOUR = 3600;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;

/** Kinds of workers, by their share of the fleet in percent. */
export const KINDS = [
  { name: 'steady', percent: 90 },
  { name: 'hourly', percent: 8, pauses: { every: HOUR, shortest: 1, longest: 30, alpha: 1 } },
  { name: 'frequent', percent: 2, pauses: { every: 600, shortest: 0.1, longest: 150, alpha: 0.3 } },
];

/** Share of workers behind a lossy wide-area network: every kind has as many. */
const WIDE_AREA_PERCENT = 5;

/**
 * Returns the workers of a fleet. Of every hundred, exactly as many are of each kind and behind the wide-area network as
 * stated; which ones of them are both depends on the seed.
 */
export function fleetOf({ workers, seed }) {
  const every = 100 / WIDE_AREA_PERCENT;
  return Array.from({ length: workers }, (_, index) => ({
    index,
    seed,
    kind: kindAt(index % 100),
    // 3 and 20 have no common divisor, so that each block of 20 has one.
    wideArea: (index * 3 + seed) % every === 0,
  }));
}

function kindAt(percent) {
  let below = 0;
  for (const kind of KINDS) {
    below += kind.percent;
    if (percent < below) return kind;
  }
  throw new Error('The shares of the kinds must add up to 100');
}

/** Times at which something is interrupted: a process that pauses, or a link that is cut. Queried in order of time. */
export class Interruptions {
  from = Infinity;
  until = -Infinity;

  /** @param lengths mean time between interruptions, and the bounds of their lengths; undefined if there are none */
  constructor(random, lengths) {
    this.random = random;
    this.lengths = lengths;
    if (lengths !== undefined) this.advance(0);
  }

  advance(after) {
    this.from = after + exponential(this.random, this.lengths.every);
    this.until = this.from + fatTailed(this.random, this.lengths);
  }

  /** Returns the end of the interruption at a time; that time itself if there is none. */
  endAt(time) {
    while (this.until <= time && this.lengths !== undefined) this.advance(this.until);
    return this.from <= time ? this.until : time;
  }
}
