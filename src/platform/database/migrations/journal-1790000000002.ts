import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** The journal. */
export class Journal1790000000002 implements MigrationInterface {
  readonly name = 'Journal1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0002_journal.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'The journal is not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
