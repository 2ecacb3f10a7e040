import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Figures of the fleet that all instances share, and a way to those who are ill. */
export class Statistics1790000000006 implements MigrationInterface {
  readonly name = 'Statistics1790000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0006_statistics.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Statistics are not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
