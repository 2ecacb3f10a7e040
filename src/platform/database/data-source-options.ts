import type { DataSourceOptions } from 'typeorm';
import { Access1790000000010 } from './migrations/access-1790000000010.js';
import { Alerts1790000000007 } from './migrations/alerts-1790000000007.js';
import { Duties1790000000003 } from './migrations/duties-1790000000003.js';
import { Health1790000000004 } from './migrations/health-1790000000004.js';
import { Identity1790000000009 } from './migrations/identity-1790000000009.js';
import { Jobs1790000000008 } from './migrations/jobs-1790000000008.js';
import { Journal1790000000002 } from './migrations/journal-1790000000002.js';
import { Leaving1790000000012 } from './migrations/leaving-1790000000012.js';
import { Reconnection1790000000005 } from './migrations/reconnection-1790000000005.js';
import { Schema1790000000001 } from './migrations/schema-1790000000001.js';
import { Statistics1790000000006 } from './migrations/statistics-1790000000006.js';
import { Stream1790000000011 } from './migrations/stream-1790000000011.js';
import { boundSession } from './session.js';

/** The name of our connection, so that it never meets the default one of an application that imports the module. */
export const CONNECTION = 'worker-registration';

/** Tables, types and functions live in a schema of their own, beside whatever else the database holds. */
export const SCHEMA = 'worker_registration';

export interface ConnectionOptions {
  url: string;
  poolSize: number;
}

export function dataSourceOptions({ url, poolSize }: ConnectionOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    schema: SCHEMA,
    migrations: [
      Schema1790000000001,
      Journal1790000000002,
      Duties1790000000003,
      Health1790000000004,
      Reconnection1790000000005,
      Statistics1790000000006,
      Alerts1790000000007,
      Jobs1790000000008,
      Identity1790000000009,
      Access1790000000010,
      Stream1790000000011,
      Leaving1790000000012,
    ],
    migrationsTableName: 'migration',
    installExtensions: false,
    logging: false,
    applicationName: CONNECTION,
    poolSize,
    extra: {
      // A request that finds no connection in this time is answered 503; waiting longer helps nobody.
      connectionTimeoutMillis: 3000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      onConnect: boundSession,
    },
  };
}
