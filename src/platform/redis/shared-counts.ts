import { Injectable } from '@nestjs/common';
import { MemoryCounts, type Count, type CountOptions, type Counts } from './counts.js';
import { RedisConnection } from './redis.js';
import type { RedisClient } from './redis-client.js';

/** Increments and sets the expiry in one step: a count without expiry would block for ever. */
const ADD = `
local times = redis.call('HINCRBY', KEYS[1], 'times', 1)
redis.call('HSET', KEYS[1], 'note', ARGV[2])
if times == 1 or ARGV[3] == '1' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return times`;

/**
 * Creates counts that all instances share through Redis; while it is unavailable each process counts for
 * itself.
 */
@Injectable()
export class SharedCounts {
  constructor(private readonly redis: RedisConnection) {}

  createCounts(options: CountOptions): Counts {
    const here = new MemoryCounts(options);
    return this.redis.state === 'not configured' ? here : new RedisCounts(this.redis, options, here);
  }
}

class RedisCounts implements Counts {
  constructor(
    private readonly redis: RedisConnection,
    private readonly options: CountOptions,
    private readonly here: Counts,
  ) {}

  readCount(key: string): Promise<Count | undefined> {
    return this.inRedis(
      async (client) => {
        const name = this.nameOf(key);
        const [[times, note], msLeft] = await Promise.all([
          client.hmget(name, 'times', 'note'),
          client.pttl(name),
        ]);
        return times == null ? undefined : { times: Number(times), note: note ?? '', msLeft };
      },
      () => this.here.readCount(key),
    );
  }

  countOnce(key: string, note: string): Promise<void> {
    const { windowMs, sliding } = this.options;
    return this.inRedis(
      async (client) => void (await client.eval(ADD, 1, this.nameOf(key), windowMs, note, sliding ? 1 : 0)),
      () => this.here.countOnce(key, note),
    );
  }

  clearCount(key: string): Promise<void> {
    return this.inRedis(
      async (client) => void (await client.del(this.nameOf(key))),
      () => this.here.clearCount(key),
    );
  }

  private async inRedis<T>(work: (client: RedisClient) => Promise<T>, instead: () => Promise<T>): Promise<T> {
    const done = await this.redis.runCommands<{ value: T } | undefined>(
      async (client) => ({ value: await work(client) }),
      undefined,
    );
    return done === undefined ? instead() : done.value;
  }

  private nameOf(key: string): string {
    return `${this.redis.prefix}failures:${this.options.name}:${key}`;
  }
}
