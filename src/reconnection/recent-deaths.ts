const WINDOW_MS = 60_000;

/**
 * Limits how many workers of a zone refused connections may fail within a minute. A firewall or a proxy can refuse the
 * connections to a whole zone whose workers live on; then the guard decides.
 */
export class RecentDeaths {
  private readonly times = new Map<string, number[]>();

  /**
   * Returns those that may be failed now; the others stay suspect.
   * @param limitOf the maximum number in a zone
   * @param now of a monotonic clock
   */
  admitDeaths<T>(
    all: readonly T[],
    zoneOf: (each: T) => string,
    limitOf: (zone: string) => number,
    now: number,
  ): T[] {
    return all.filter((each) => {
      const zone = zoneOf(each);
      const recent = (this.times.get(zone) ?? []).filter((time) => now - time < WINDOW_MS);
      const isAllowed = recent.length < limitOf(zone);
      if (isAllowed) recent.push(now);
      if (recent.length === 0) this.times.delete(zone);
      else this.times.set(zone, recent);
      return isAllowed;
    });
  }
}
