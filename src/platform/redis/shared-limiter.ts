import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { RedisConnection } from './redis.js';

export interface LimitOptions {
  /** Names the limit in Redis. */
  readonly name: string;
  readonly points: number;
  readonly durationSeconds: number;
}

/** Makes limits that all instances share through Redis; while it is away each process counts for itself. */
@Injectable()
export class SharedLimiter {
  constructor(private readonly redis: RedisConnection) {}

  limit({ name, points, durationSeconds }: LimitOptions): RateLimiterAbstract {
    const keyPrefix = `worker-registration:limit:${name}`;
    const inMemory = new RateLimiterMemory({ keyPrefix, points, duration: durationSeconds });
    if (this.redis.raw === undefined) return inMemory;
    return new RateLimiterRedis({
      storeClient: this.redis.raw,
      keyPrefix,
      points,
      duration: durationSeconds,
      insuranceLimiter: inMemory,
      rejectIfRedisNotReady: true,
    });
  }
}
