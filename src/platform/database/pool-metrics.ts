import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { Metrics } from '../observability/metrics.js';
import { Database } from './database.js';

/** The pool of connections to PostgreSQL, for the injector. */
export const POOL = Symbol('worker-registration:pool');

/** How busy the connections to PostgreSQL are, and how often it could not be used. */
@Injectable()
export class PoolMetrics {
  constructor(metrics: Metrics, database: Database, @Inject(POOL) pool: Pool) {
    metrics.gauge({
      name: 'worker_registration_database_connections',
      help: 'Connections to PostgreSQL, by whether a statement uses them.',
      read: () => [
        [{ state: 'in_use' }, pool.totalCount - pool.idleCount],
        [{ state: 'idle' }, pool.idleCount],
      ],
    });
    metrics.gauge({
      name: 'worker_registration_database_connections_limit',
      help: 'The most connections to PostgreSQL that there may be.',
      read: () => [[{}, pool.options.max]],
    });
    metrics.gauge({
      name: 'worker_registration_database_waiting',
      help: 'Statements that wait for a connection.',
      read: () => [[{}, pool.waitingCount]],
    });
    metrics.counter({
      name: 'worker_registration_database_failures_total',
      help: 'Statements and transactions that failed because PostgreSQL was away, or too busy to answer in time.',
      read: () => database.failures.readings,
    });
    metrics.counter({
      name: 'worker_registration_database_retries_total',
      help: 'Statements and transactions that were run again, as PostgreSQL had chosen them as victims of a deadlock.',
      read: () => [[{}, database.retries]],
    });
  }
}
