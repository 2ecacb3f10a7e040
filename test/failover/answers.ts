/** The times and statuses of answers. */
export class Answers {
  private readonly seen: { readonly at: number; readonly status: number }[] = [];

  add(status: number): void {
    this.seen.push({ at: performance.now(), status });
  }

  /** The longest time without success since a moment, in seconds; undefined if nothing was sent. */
  gapSince(since: number): number | undefined {
    const times = this.seen.filter(({ at, status }) => at > since && status < 300).map(({ at }) => at);
    if (times.length === 0) return undefined;
    const gaps = times.map((at, index) => at - (times[index - 1] ?? since));
    return Math.round(Math.max(...gaps) / 10) / 100;
  }

  refusedSince(since: number): number {
    return this.seen.filter(({ at, status }) => at > since && status === 503).length;
  }
}
