import { Injectable } from '@nestjs/common';
import { RedisConnection } from './redis.js';

const PREFIX = 'worker-registration:';

/** Values that all instances share for a time. Without Redis it is empty, and takes what it is given silently. */
@Injectable()
export class SharedCache {
  constructor(private readonly redis: RedisConnection) {}

  /** The values of keys, in their order; undefined for those that are not there. */
  async read<T>(keys: readonly string[]): Promise<(T | undefined)[]> {
    const nothing = keys.map(() => undefined);
    if (keys.length === 0) return nothing;
    // One GET a key: the client sends them in one go, and a cluster finds each in its own slot.
    const texts = await this.redis.attempt(
      (client) => Promise.all(keys.map((key) => client.get(PREFIX + key))),
      keys.map(() => null),
    );
    return texts.map((text) => (text === null ? undefined : (JSON.parse(text) as T)));
  }

  /** Keeps values for some seconds. Not awaited by those who can do without. */
  async keep(entries: readonly (readonly [key: string, value: unknown])[], seconds: number): Promise<void> {
    await this.redis.attempt(
      (client) =>
        Promise.all(
          entries.map(([key, value]) => client.set(PREFIX + key, JSON.stringify(value), 'EX', seconds)),
        ),
      [],
    );
  }
}
