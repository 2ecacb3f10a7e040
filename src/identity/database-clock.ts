/** The database's clock in this process: what it showed when it was read last, and a timer that no clock change moves. */
export class DatabaseClock {
  private offsetMs = Number.NaN;

  /** @param timer a monotonic timer in milliseconds */
  constructor(private readonly timer: () => number = () => performance.now()) {}

  /**
   * Reads the clock through a query, and takes the middle of its round trip for the moment that it told.
   * @param nowOf what the clock showed, in milliseconds since 1970; undefined where the query did not tell
   */
  async read<T>(query: () => Promise<T>, nowOf: (result: T) => number | undefined): Promise<T> {
    const before = this.timer();
    const result = await query();
    const shown = nowOf(result);
    if (shown !== undefined) this.offsetMs = shown - (before + this.timer()) / 2;
    return result;
  }

  /** Milliseconds since 1970, as the database has them; NaN before the first reading. */
  now(): number {
    return this.timer() + this.offsetMs;
  }
}
