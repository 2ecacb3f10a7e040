// The heartbeats of one worker, as they arrive. Times are in seconds.
import { Interruptions } from './fleet.mjs';
import { Link } from './network.mjs';
import { randomOf } from './random.mjs';

/** The agent waits so long for an answer, then up to half a second, then up to twice as long with each failure. */
export const TIMEOUT = 5;
const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 30;

/**
 * Produces the arrivals of a worker that lives for ever. A process that pauses sends late; a request without an answer
 * is repeated. All paces of the same worker meet the same pauses and cuts.
 */
export class Beats {
  /** When the latest heartbeat arrived, and the interval that its answer returned. */
  at = 0;
  told = 0;

  constructor({ index, seed, kind, wideArea }, pace) {
    this.pace = pace;
    this.random = randomOf(seed, index, pace.name);
    this.pauses = new Interruptions(randomOf(seed, index, 'pauses'), kind.pauses);
    this.link = new Link(randomOf(seed, index, 'link', wideArea), wideArea);
    // A fleet is spread over the first interval.
    this.due = pace.told(this.random) * this.random();
  }

  /** Advances to the next heartbeat that arrives. */
  next() {
    const { pace, random } = this;
    for (let failures = 0; ; failures += 1) {
      const sentAt = this.pauses.endAt(this.due);
      const arrival = this.link.send(sentAt);
      if (arrival !== undefined) {
        this.at = arrival;
        this.told = pace.told(random);
        this.due = arrival + pace.pause(this.told, random);
        return;
      }
      const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 32));
      this.due = sentAt + TIMEOUT + longest * random();
    }
  }
}
