/** The database clock in this process: its last reading, and a timer that clock changes do not affect. */
export class DatabaseClock {
  private offsetMs = Number.NaN;

  /** @param timer a monotonic timer in milliseconds */
  constructor(private readonly timer: () => number = () => performance.now()) {}

  /**
   * Reads the clock with a query, and assumes the middle of its round trip as the time of the reading.
   * @param nowOf returns the time of the clock in milliseconds since 1970; undefined if the query did not
   * return it
   */
  async readClock<T>(query: () => Promise<T>, nowOf: (result: T) => number | undefined): Promise<T> {
    const before = this.timer();
    const result = await query();
    const shown = nowOf(result);
    if (shown !== undefined) this.offsetMs = shown - (before + this.timer()) / 2;
    return result;
  }

  /** Returns milliseconds since 1970 by the database clock; NaN before the first reading. */
  now(): number {
    return this.timer() + this.offsetMs;
  }
}
