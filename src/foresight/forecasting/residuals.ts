/** The last residuals of a method at one horizon, in order of time and in order of size. */
export class Residuals {
  private readonly inTime: Float64Array;
  private readonly inSize: Float64Array;
  private count = 0;
  private added = 0;

  constructor(readonly size: number) {
    this.inTime = new Float64Array(size);
    this.inSize = new Float64Array(size);
  }

  get length(): number {
    return this.count;
  }

  add(residual: number): void {
    const at = this.added % this.size;
    this.added += 1;
    if (this.count === this.size) this.remove(this.inTime[at] ?? 0);
    this.inTime[at] = residual;
    const place = this.placeOf(residual);
    this.inSize.copyWithin(place + 1, place, this.count);
    this.inSize[place] = residual;
    this.count += 1;
  }

  /**
   * Returns what a share `p` of future residuals is not expected to exceed: the (n + 1)p-th smallest one, as in split
   * conformal prediction. Between two it is interpolated, as a rank rounded up would cover more above and less below.
   */
  quantile(p: number): number {
    if (this.count === 0) return NaN;
    const place = Math.min(Math.max((this.count + 1) * p - 1, 0), this.count - 1);
    const [below, above] = [this.inSize[Math.floor(place)] ?? NaN, this.inSize[Math.ceil(place)] ?? NaN];
    return below + (above - below) * (place % 1);
  }

  private remove(residual: number): void {
    const place = this.placeOf(residual);
    this.inSize.copyWithin(place, place + 1, this.count);
    this.count -= 1;
  }

  /** Returns the number of residuals that are smaller. */
  private placeOf(residual: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.inSize[middle] ?? 0) < residual) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
