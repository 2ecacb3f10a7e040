import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Who asked for a worker to leave. */
export class Leaving1790000000012 implements MigrationInterface {
  readonly name = 'Leaving1790000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0012_leaving.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Migrations are not taken back; drop the column leave_asked_by by hand if that is meant.',
    );
  }
}
