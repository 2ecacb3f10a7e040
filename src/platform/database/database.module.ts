import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { StartError } from '../errors/start-error.js';
import { CONNECTION, dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { openDataSource } from './open-data-source.js';
import { PoolMetrics } from './pool-metrics.js';

/** Our own connection to PostgreSQL, beside whatever connections the importing application has. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      name: CONNECTION,
      inject: [SETTINGS],
      useFactory: ({ database }: Settings) => {
        if (database.url === undefined) {
          throw new StartError(
            'database.url is not set, and a module starts no server of its own.',
            "Give it: WorkerRegistrationModule.forRoot({ settings: { 'database.url': 'postgres://…' } }).",
          );
        }
        return {
          ...dataSourceOptions({ url: database.url, poolSize: database.poolSize }),
          autoLoadEntities: true,
          // openDataSource waits by itself, and says for what.
          retryAttempts: 0,
        };
      },
      dataSourceFactory: async (options) => openDataSource(options!),
    }),
  ],
  providers: [
    {
      provide: Database,
      inject: [getDataSourceToken(CONNECTION)],
      useFactory: (dataSource: DataSource) => new Database(dataSource),
    },
    PoolMetrics,
  ],
  exports: [Database],
})
export class DatabaseModule {}
