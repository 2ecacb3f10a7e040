import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { StartError } from '../errors/start-error.js';
import { ConnectionPool } from './connection-pool.js';
import { Database, ReservedDatabase } from './database.js';
import { openPool } from './open-pool.js';
import { PoolMetrics } from './pool-metrics.js';

/** For the sign of life once a second, and for claims of duties: one waits while the other is answered. */
const RESERVED = 2;

/** Our own connections to PostgreSQL, beside whatever connections the importing application has. */
@Global()
@Module({
  providers: [
    {
      provide: ConnectionPool,
      inject: [SETTINGS],
      useFactory: ({ database }: Settings): Promise<ConnectionPool> => {
        if (database.url === undefined) {
          throw new StartError(
            'database.url is not set, and a module starts no server of its own.',
            "Give it: WorkerRegistrationModule.forRoot({ settings: { 'database.url': 'postgres://…' } }).",
          );
        }
        return openPool({ url: database.url, poolSize: database.poolSize });
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

  /** After everything that still writes when it ends. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.database.close(), this.reserved.close()]);
  }
}
