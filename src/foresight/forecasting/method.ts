/** Number of steps of a series in a day and in a week. */
export interface Calendar {
  readonly day: number;
  readonly week: number;
}

/**
 * A way to forecast a series of equal steps. A method observes each step once, in order, and predicts from all that it
 * observed; memory and time for a step do not grow with the series.
 */
export interface Method {
  readonly name: string;
  /** @param value NaN for a step without a figure */
  observe(value: number): void;
  /** Predicts the value `steps` after the last observed step; NaN while the method knows too little. */
  predict(steps: number): number;
}

/** Keeps the last values of a series. */
export class Recent {
  private readonly values: Float64Array;
  private observed = 0;

  constructor(readonly size: number) {
    this.values = new Float64Array(size).fill(NaN);
  }

  push(value: number): void {
    this.values[this.observed % this.size] = value;
    this.observed += 1;
  }

  /** The value of `size` steps ago; NaN if it is not known. */
  get oldest(): number {
    return this.before(this.size - 1);
  }

  /** Returns the value of `ago` steps ago, 0 for the last one; NaN if it is not known. */
  before(ago: number): number {
    if (ago < 0 || ago >= Math.min(this.size, this.observed)) return NaN;
    return this.values[(this.observed - 1 - ago) % this.size] ?? NaN;
  }
}
