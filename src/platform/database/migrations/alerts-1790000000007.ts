import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** What rules fire, who was told of it, and what is still to be delivered. */
export class Alerts1790000000007 implements MigrationInterface {
  readonly name = 'Alerts1790000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0007_alerts.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error(
      'Alerts are not taken back; drop the schema worker_registration by hand if that is meant.',
    );
  }
}
