import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Probes of offline workers. */
export class Reconnection1790000000005 implements MigrationInterface {
  readonly name = 'Reconnection1790000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0005_reconnection.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Reconnection is not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
