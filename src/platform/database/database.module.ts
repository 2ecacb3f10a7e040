import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { ConnectionPool } from './connection-pool.js';
import { Database, ReservedDatabase } from './database.js';
import { openPool } from './open-pool.js';
import { PoolMetrics } from './pool-metrics.js';
import { PostgresServer } from './postgres-server.js';

/**
 * For the sign of life once a second, and for claims of duties: one statement can wait while the other runs.
 */
const RESERVED = 2;

/** The module's own connections to PostgreSQL, beside those of the importing application. */
@Global()
@Module({
  providers: [
    PostgresServer,
    {
      provide: ConnectionPool,
      inject: [SETTINGS, PostgresServer],
      useFactory: ({ database }: Settings, { connection }: PostgresServer): Promise<ConnectionPool> =>
        openPool({ ...database, connection }),
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
  exports: [Database, ReservedDatabase, PostgresServer],
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
