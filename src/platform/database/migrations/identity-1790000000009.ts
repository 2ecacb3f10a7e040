import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Keys that sign tokens, and what a token means for a registration. */
export class Identity1790000000009 implements MigrationInterface {
  readonly name = 'Identity1790000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0009_identity.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error('Keys are not taken back; drop the schema worker_registration by hand if that is meant.');
  }
}
