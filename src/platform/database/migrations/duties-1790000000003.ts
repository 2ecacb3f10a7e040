import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Rounds of periodic duties, and the end of orders. */
export class Duties1790000000003 implements MigrationInterface {
  readonly name = 'Duties1790000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0003_duties.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Duties are not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
