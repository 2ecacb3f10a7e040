import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Who runs which job, and what was taken from whom. */
export class Jobs1790000000008 implements MigrationInterface {
  readonly name = 'Jobs1790000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0008_jobs.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error('Jobs are not taken back; drop the schema worker_registration by hand if that is meant.');
  }
}
