import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlFile } from '../sql-file.js';

/** The order in which events are streamed. */
export class Stream1790000000011 implements MigrationInterface {
  readonly name = 'Stream1790000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sqlFile(import.meta.url, './0011_stream.sql'));
  }

  /** Append-only, as all migrations are. */
  async down(): Promise<void> {
    throw new Error('Migrations are not taken back; drop the index journal_tx by hand if that is meant.');
  }
}
