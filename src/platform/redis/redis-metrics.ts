import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { RedisConnection } from './redis.js';

/** Metrics of the connection to Redis, if configured. */
@Injectable()
export class RedisMetrics {
  constructor(metrics: Metrics, redis: RedisConnection) {
    metrics.addGauge({
      name: 'worker_registration_redis_connected',
      help: 'Processes that are connected to Redis; no series if Redis is not configured.',
      read: () => (redis.state === 'not configured' ? [] : [[{}, redis.state === 'connected' ? 1 : 0]]),
    });
    metrics.addCounter({
      name: 'worker_registration_redis_failures_total',
      help: 'Commands that Redis did not answer in time; the service continued without it.',
      read: () => [[{}, redis.failures]],
    });
  }
}
