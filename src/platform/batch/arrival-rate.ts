/** Length of the windows in which arrivals are counted. */
const WINDOW_MS = 200;

/** Measures how many items arrived lately: those of the last whole window. */
export class ArrivalRate {
  private began = -Infinity;
  private count = 0;
  private last = 0;

  /** Counts an item that arrives now, by `performance.now()`. */
  add(now: number): void {
    this.turn(now);
    this.count += 1;
  }

  /** Returns the rate in items per second; 0 after a pause. */
  perSecond(now: number): number {
    this.turn(now);
    return (this.last / WINDOW_MS) * 1000;
  }

  private turn(now: number): void {
    const passed = now - this.began;
    if (passed < WINDOW_MS) return;
    this.last = passed < 2 * WINDOW_MS ? this.count : 0;
    this.count = 0;
    this.began = now;
  }
}
