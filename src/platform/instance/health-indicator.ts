import { Injectable } from '@nestjs/common';
import { reasonOf } from '../database/database-errors.js';
import { Database } from '../database/database.js';
import { RedisConnection } from '../redis/redis.js';
import { Instance } from './instance.js';

/** State of the module, in the format of `@nestjs/terminus`. */
export type HealthResult<Key extends string> = Readonly<
  Record<Key, { readonly status: 'up' | 'down'; readonly message?: string; readonly redis: string }>
>;

/** Reports to `@nestjs/terminus` whether the module can do its work: `() => indicator.check('workers')`. */
@Injectable()
export class WorkerRegistrationHealthIndicator {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly redis: RedisConnection,
  ) {}

  /** Down without a database that accepts writes; without Redis everything works, only slower. */
  async check<Key extends string>(key: Key): Promise<HealthResult<Key>> {
    const redis = this.redis.state;
    try {
      await this.instance.runAccepting(() => this.database.requireWritable());
      return { [key]: { status: 'up', redis } } as HealthResult<Key>;
    } catch (error) {
      return { [key]: { status: 'down', message: reasonOf(error), redis } } as HealthResult<Key>;
    }
  }
}
