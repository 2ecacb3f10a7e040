import { MigrationExecutor, type DataSource } from 'typeorm';

/** One number for all instances: who holds it migrates, the others wait and then find nothing to do. */
const MIGRATION_LOCK = 7_734_291_001;

/** A migration may take longer than a request; a wait for another instance's migration as well. */
const UNBOUNDED = `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/**
 * Brings the schema up to date, all or nothing, safe when several instances start at once.
 * Everything happens in one transaction under a transaction-level lock, so that it works through a
 * transaction-pooling proxy too and a killed instance leaves no lock behind.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(UNBOUNDED);
    // transaction_timeout came with PostgreSQL 17.
    await runner.query(
      `SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'`,
    );
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await runner.query('CREATE SCHEMA IF NOT EXISTS worker_registration');
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}
