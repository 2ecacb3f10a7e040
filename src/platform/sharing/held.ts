import { LRUCache } from 'lru-cache';

/** A value, and how long it may be shared. */
export interface Lasting<T> {
  readonly value: T;
  readonly validMs: number;
}

/** Shares one value among all callers in this process for a time; concurrent callers wait for the same computation. */
export class Held<T extends object> {
  private readonly values = new LRUCache<'value', T>({ max: 1, ttl: 1 });
  private making: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<Lasting<T>>) {}

  async readValue(): Promise<T> {
    return this.values.get('value') ?? (this.making ??= this.renew());
  }

  /** Replaces the shared value. */
  holdValue({ value, validMs }: Lasting<T>): T {
    // Zero would mean forever.
    this.values.set('value', value, { ttl: Math.max(1, validMs) });
    return value;
  }

  /** The next caller computes a new value. */
  dropValue(): void {
    this.values.clear();
  }

  private async renew(): Promise<T> {
    try {
      return this.holdValue(await this.make());
    } finally {
      this.making = undefined;
    }
  }
}
