import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { reasonOf } from '../platform/database/database-errors.js';
import { Database } from '../platform/database/database.js';
import { Instance } from '../platform/instance/instance.js';
import { RedisConnection } from '../platform/redis/redis.js';

/** State of one part of the service, in the format of `@nestjs/terminus`. */
export interface PartState {
  readonly status: 'up' | 'down';
  readonly message?: string;
  readonly state?: string;
}

const up: PartState = { status: 'up' };
const down = (message: string): PartState => ({ status: 'down', message });

/**
 * Reports whether the service accepts requests: not without a database that accepts writes, and no longer
 * once the service is stopping.
 */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly redisConnection: RedisConnection,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Returns the state of each part. */
  async readParts(): Promise<Readonly<Record<string, PartState>>> {
    const service = this.stopping ? down('stopping') : up;
    return { service, database: await this.postgres(), redis: this.redis() };
  }

  private async postgres(): Promise<PartState> {
    try {
      // Once a load balancer has removed this instance, no heartbeats arrive that could be refused: these
      // probes reveal the gap.
      await this.instance.runAccepting(() => this.database.requireWritable());
      return up;
    } catch (error) {
      return down(reasonOf(error));
    }
  }

  /** Shown, but never a reason to be unready: without Redis everything works, only slower. */
  private redis(): PartState {
    return { ...up, state: this.redisConnection.state };
  }
}
