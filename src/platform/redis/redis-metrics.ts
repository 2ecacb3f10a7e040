import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { RedisConnection } from './redis.js';

/** Whether Redis is there, where one is configured. */
@Injectable()
export class RedisMetrics {
  constructor(metrics: Metrics, redis: RedisConnection) {
    metrics.gauge({
      name: 'worker_registration_redis_connected',
      help: 'Processes that are connected to Redis; without a series where none is configured.',
      read: () => (redis.state === 'not configured' ? [] : [[{}, redis.state === 'connected' ? 1 : 0]]),
    });
    metrics.counter({
      name: 'worker_registration_redis_failures_total',
      help: 'Commands that Redis did not answer, or not in time; the service went on without.',
      read: () => [[{}, redis.failures]],
    });
  }
}
