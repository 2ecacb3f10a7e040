import type { Readings } from './collected.js';

/**
 * Counts by one label with known values: rates are right from the first event on, because zero was reported
 * before it.
 */
export class LabelledCounts<Value extends string> {
  private readonly counts: Map<Value, number>;

  constructor(
    private readonly label: string,
    values: Iterable<Value>,
  ) {
    this.counts = new Map([...values].map((value) => [value, 0]));
  }

  /** Unknown values are ignored, so that the set of series never changes. */
  add(value: Value, by = 1): void {
    const count = this.counts.get(value);
    if (count !== undefined) this.counts.set(value, count + by);
  }

  has(value: string): value is Value {
    return this.counts.has(value as Value);
  }

  get readings(): Readings<number> {
    return [...this.counts].map(([value, count]) => [{ [this.label]: value }, count] as const);
  }
}
