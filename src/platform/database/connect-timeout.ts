/** Normally: a request that gets no connection in this time is answered 503; waiting longer would not help. */
export const LONGEST_MS = 3000;

const SHORTEST_MS = 500;

/**
 * How long a new connection may take. After a fail-over the address may lead to the old server for a moment, where new
 * connections hang: once a connection broke, the first attempts are short, and each that took too long allows twice the time.
 */
export class ConnectTimeout {
  /** @param options those of the pool, which reads them for each connection */
  constructor(private readonly options: { connectionTimeoutMillis?: number | undefined }) {}

  get ms(): number {
    return this.options.connectionTimeoutMillis ?? LONGEST_MS;
  }

  /** Must be called when connections turn out to be dead. */
  shorten(): void {
    this.set(SHORTEST_MS);
  }

  /**
   * Must be called when an attempt took too long.
   * @param ms its timeout: attempts that began together lengthen the next ones once
   */
  lengthen(ms: number): void {
    if (ms === this.ms) this.set(Math.min(2 * ms, LONGEST_MS));
  }

  /** Must be called when a connection works. */
  restore(): void {
    this.set(LONGEST_MS);
  }

  private set(ms: number): void {
    this.options.connectionTimeoutMillis = ms;
  }
}
