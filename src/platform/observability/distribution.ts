/** Bounds in seconds, from a fast heartbeat to a statement that timed out. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Bounds for sizes of batches. */
export const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] as const;

/**
 * Counts how many values are below each of some bounds. Plain numbers, because values are added thousands of
 * times a second; `observe` of prom-client looks its labels up each time.
 */
export class Distribution {
  /** Sum of all values. */
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

  /** Returns for each bound, and finally without bound, how many values do not exceed it. */
  cumulated(): number[] {
    let total = 0;
    return this.counts.map((count) => (total += count));
  }
}
