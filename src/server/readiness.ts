import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { reasonOf } from '../platform/database/database-errors.js';
import { Database } from '../platform/database/database.js';
import { Instance } from '../platform/instance/instance.js';
import { RedisConnection } from '../platform/redis/redis.js';

/**
 * Reports whether the service accepts requests: not without a database that accepts writes, and no longer
 * once the service is stopping.
 */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly redisConnection: RedisConnection,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  service(): HealthIndicatorResult {
    const indicator = this.indicators.check('service');
    return this.stopping ? indicator.down('stopping') : indicator.up();
  }

  async postgres(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      // Once a load balancer has removed this instance, no heartbeats arrive that could be refused: these
      // probes reveal the gap.
      await this.instance.taking(() => this.database.requireWritable());
      return indicator.up();
    } catch (error) {
      return indicator.down(reasonOf(error));
    }
  }

  /** Shown, but never a reason to be unready: without Redis everything works, only slower. */
  redis(): HealthIndicatorResult {
    return this.indicators.check('redis').up({ state: this.redisConnection.state });
  }
}
