import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** The first tables: description and state of a worker. */
export class Schema1790000000001 implements MigrationInterface {
  readonly name = 'Schema1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0001_schema.sql'));
  }

  /** Migrations are append-only: what has been released is never taken back, only built upon. */
  async down(): Promise<void> {
    throw new Error(
      'The schema is not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
