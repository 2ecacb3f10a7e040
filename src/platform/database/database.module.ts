import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { StartError } from '../errors/start-error.js';
import { ConnectionPool } from './connection-pool.js';
import { Database, ReservedDatabase } from './database.js';
import { openPool } from './open-pool.js';
import { PoolMetrics } from './pool-metrics.js';

/**
 * For the sign of life once a second, and for claims of duties: one statement can wait while the other runs.
 */
const RESERVED = 2;

/** The module's own connections to PostgreSQL, beside those of the importing application. */
@Global()
@Module({
  providers: [
    {
      provide: ConnectionPool,
      inject: [SETTINGS],
      useFactory: ({ database }: Settings): Promise<ConnectionPool> => {
        if (database.url === undefined) {
          throw new StartError(
            'database.url is not set, and the module does not start its own server.',
            "Set it: WorkerRegistrationModule.forRoot({ settings: { 'database.url': 'postgres://…' } }).",
          );
        }
        return openPool({ ...database, url: database.url });
      },
    },
    {
      provide: Database,
      inject: [ConnectionPool],
      useFactory: (pool: ConnectionPool) => new Database(pool),
    },
    {
      provide: ReservedDatabase,
      inject: [ConnectionPool],
      useFactory: (pool: ConnectionPool) => new ReservedDatabase(pool.reserve(RESERVED)),
    },
    PoolMetrics,
  ],
  exports: [Database, ReservedDatabase],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly reserved: ReservedDatabase,
  ) {}

  /** After everything that still writes during its shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.database.close(), this.reserved.close()]);
  }
}
