import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { ConnectionPool } from './connection-pool.js';
import { Availability } from './availability.js';
import { Database, ReservedDatabase } from './database.js';
import { openPool } from './open-pool.js';
import { PoolMetrics } from './pool-metrics.js';
import { PostgresServer, type ServerConnection } from './postgres-server.js';
import { ReadDatabase } from './read-database.js';

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
    {
      provide: ReadDatabase,
      inject: [SETTINGS, PostgresServer, Database],
      useFactory: ({ database }: Settings, { replica }: PostgresServer, primary: Database) =>
        new ReadDatabase(primary, replica && standbyAt(replica, database)),
    },
    PoolMetrics,
  ],
  exports: [Database, ReadDatabase, ReservedDatabase, PostgresServer],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly reserved: ReservedDatabase,
    private readonly reads: ReadDatabase,
  ) {}

  /** After everything that still writes during its shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.database.close(), this.reserved.close(), this.reads.close()]);
  }
}

/** Connects when it is first used: a standby that is down delays no start. */
function standbyAt(connection: ServerConnection, { poolSize, schema }: Settings['database']): Database {
  const availability = new Availability('The standby of database.replica-url');
  return new Database(new ConnectionPool({ connection, poolSize, schema, reads: true }, availability));
}
