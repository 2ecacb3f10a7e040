import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { Database, ReservedDatabase } from './database.js';

/** Metrics of the connections to PostgreSQL, and of its outages. */
@Injectable()
export class PoolMetrics {
  constructor(metrics: Metrics, database: Database, reserved: ReservedDatabase) {
    const pools = [database, reserved];
    const sum = (of: 'inUse' | 'idle' | 'waiting' | 'limit'): number =>
      pools.reduce((total, { connections }) => total + connections[of], 0);
    metrics.addGauge({
      name: 'worker_registration_database_connections',
      help: 'Connections to PostgreSQL, by whether a statement uses them.',
      read: () => [
        [{ state: 'in_use' }, sum('inUse')],
        [{ state: 'idle' }, sum('idle')],
      ],
    });
    metrics.addGauge({
      name: 'worker_registration_database_connections_limit',
      help: 'Maximum number of connections to PostgreSQL.',
      read: () => [[{}, sum('limit')]],
    });
    metrics.addGauge({
      name: 'worker_registration_database_waiting',
      help: 'Statements that wait for a connection.',
      read: () => [[{}, sum('waiting')]],
    });
    metrics.addCounter({
      name: 'worker_registration_database_failures_total',
      help: 'Statements and transactions that failed because PostgreSQL was unavailable, or too busy to answer in time.',
      read: () => database.failures.readings,
    });
    metrics.addCounter({
      name: 'worker_registration_database_retries_total',
      help: 'Statements and transactions that were repeated because PostgreSQL had chosen them as victims of a deadlock.',
      read: () => [[{}, database.retries]],
    });
  }
}
