import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** API keys and join tokens. */
export class Access1790000000010 implements MigrationInterface {
  readonly name = 'Access1790000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0010_access.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error('Keys are not taken back; drop the schema worker_registration by hand if that is meant.');
  }
}
