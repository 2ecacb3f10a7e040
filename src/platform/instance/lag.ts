/** A stall matters for this many ticks: what arrived during it is read after it. */
const REMEMBERED = 10;

/** Measures how late this process is: by the ticks of a timer, which a busy event loop or a slow database delays. */
export class Lag {
  private readonly recent: number[] = [];

  /**
   * @param intervalMs time between two ticks
   * @param begun now; times are those of `performance.now()`
   */
  constructor(
    private readonly intervalMs: number,
    private begun: number,
  ) {}

  tick(now: number): void {
    this.recent.push(this.since(now));
    if (this.recent.length > REMEMBERED) this.recent.shift();
    this.begun = now;
  }

  /** Returns the largest recent lag in milliseconds; 0 if the ticks were in time. */
  ms(now: number): number {
    return Math.max(0, this.since(now), ...this.recent);
  }

  /** The timer itself is inexact by some milliseconds; less than half an interval is no lag. */
  private since(now: number): number {
    const late = now - this.begun - this.intervalMs;
    return late > this.intervalMs / 2 ? late : 0;
  }
}
