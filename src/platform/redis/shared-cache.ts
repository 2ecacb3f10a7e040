import { Injectable } from '@nestjs/common';
import { RedisConnection } from './redis.js';

/**
 * Values that all instances share for a time. Without Redis the cache is empty, and drops new values
 * silently.
 */
@Injectable()
export class SharedCache {
  constructor(private readonly redis: RedisConnection) {}

  /** Returns the values of keys, in their order; undefined for missing ones. */
  async readValues<T>(keys: readonly string[]): Promise<(T | undefined)[]> {
    const nothing = keys.map(() => undefined);
    if (keys.length === 0) return nothing;
    // One GET per key: the client sends them together, and a cluster routes each to its slot.
    const texts = await this.redis.runCommands(
      (client) => Promise.all(keys.map((key) => client.get(this.redis.prefix + key))),
      keys.map(() => null),
    );
    return texts.map((text) => (text === null ? undefined : (JSON.parse(text) as T)));
  }

  /** Stores values for some seconds. Callers need not await it. */
  async storeValues(
    entries: readonly (readonly [key: string, value: unknown])[],
    seconds: number,
  ): Promise<void> {
    await this.redis.runCommands(
      (client) =>
        Promise.all(
          entries.map(([key, value]) =>
            client.set(this.redis.prefix + key, JSON.stringify(value), 'EX', seconds),
          ),
        ),
      [],
    );
  }
}
