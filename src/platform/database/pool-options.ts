import type { PoolConfig } from 'pg';
import { LONGEST_MS } from './connect-timeout.js';
import type { ServerConnection } from './postgres-server.js';
import { setUpReadSession, setUpSession } from './session.js';

export interface ConnectionOptions {
  readonly connection: ServerConnection;
  readonly poolSize: number;
  /** Name of the schema; `worker_registration` by default. */
  readonly schema?: string;
  /** Whether the start brings the schema up to date; true by default. */
  readonly migrate?: boolean;
  /** Whether its connections only read, so that they may lead to a standby. */
  readonly reads?: boolean;
}

export function poolOptions({ connection, poolSize, reads = false }: ConnectionOptions): PoolConfig {
  return {
    ...connection,
    application_name: 'worker-registration',
    max: poolSize,
    connectionTimeoutMillis: LONGEST_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool awaits it; its types do not say so
    onConnect: reads ? setUpReadSession : setUpSession,
  };
}
