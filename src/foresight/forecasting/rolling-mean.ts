/** The mean of the last values. */
export class RollingMean {
  private readonly values: Float64Array;
  private added = 0;
  private sum = 0;

  constructor(readonly size: number) {
    this.values = new Float64Array(size);
  }

  get length(): number {
    return Math.min(this.added, this.size);
  }

  /** NaN without values. */
  get mean(): number {
    return this.sum / this.length;
  }

  add(value: number): void {
    const at = this.added % this.size;
    this.sum += value - (this.values[at] ?? 0);
    this.values[at] = value;
    this.added += 1;
    // Each subtraction leaves a rounding error behind: once a round, the sum starts afresh.
    if (at === this.size - 1) this.sum = this.values.reduce((total, each) => total + each, 0);
  }
}
