import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** Illness, instances and their gaps, guards, and the rounds in which the fleet is judged. */
export class Health1790000000004 implements MigrationInterface {
  readonly name = 'Health1790000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0004_health.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Health is not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
