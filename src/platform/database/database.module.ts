import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { SETTINGS, type Settings } from '../config/settings.js';
import { StartError } from '../errors/start-error.js';
import { Database } from './database.js';
import { openPool } from './open-pool.js';
import { POOL, PoolMetrics } from './pool-metrics.js';

/** Our own connections to PostgreSQL, beside whatever connections the importing application has. */
@Global()
@Module({
  providers: [
    {
      provide: POOL,
      inject: [SETTINGS],
      useFactory: ({ database }: Settings): Promise<Pool> => {
        if (database.url === undefined) {
          throw new StartError(
            'database.url is not set, and a module starts no server of its own.',
            "Give it: WorkerRegistrationModule.forRoot({ settings: { 'database.url': 'postgres://…' } }).",
          );
        }
        return openPool({ url: database.url, poolSize: database.poolSize });
      },
    },
    { provide: Database, inject: [POOL], useFactory: (pool: Pool) => new Database(pool) },
    PoolMetrics,
  ],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** After everything that still writes when it ends. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
