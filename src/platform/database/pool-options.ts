import type { PoolConfig } from 'pg';
import { setUpSession } from './session.js';

export interface ConnectionOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Whether the start brings the schema up to date; true by default. */
  readonly migrate?: boolean;
}

export function poolOptions({ url, poolSize }: ConnectionOptions): PoolConfig {
  return {
    connectionString: url,
    application_name: 'worker-registration',
    max: poolSize,
    // A request that gets no connection in this time is answered 503; waiting longer would not help.
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool awaits it; its types do not say so
    onConnect: setUpSession,
  };
}
