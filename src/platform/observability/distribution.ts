/** Bounds in seconds, from a heartbeat in good times to a statement that is given up. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Bounds for numbers of things that are done together. */
export const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] as const;

/**
 * How many values lie below each of some bounds. Plain numbers and nothing else, as it is added to thousands of times a
 * second; `observe` of prom-client looks its labels up each time.
 */
export class Distribution {
  /** All values together. */
  sum = 0;
  private readonly counts: number[];

  /** @param bounds in ascending order */
  constructor(readonly bounds: readonly number[]) {
    this.counts = bounds.map(() => 0).concat(0);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > bounds[place]!) place += 1;
    counts[place]! += 1;
    this.sum += value;
  }

  /** For each bound, and at last for none, how many values do not exceed it. */
  cumulated(): number[] {
    let total = 0;
    return this.counts.map((count) => (total += count));
  }
}
