import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const READ = statement(import.meta.url, './sql/read-fleet-id.sql');

/** Reads what identifies the fleet: instances with the same database have the same one. */
@Injectable()
export class FleetStore {
  private reading: Promise<string> | undefined;

  constructor(private readonly database: Database) {}

  /** @throws DomainError `database_unavailable`, `database_busy` */
  readFleetId(): Promise<string> {
    return (this.reading ??= this.read().catch((error: unknown) => {
      this.reading = undefined;
      throw error;
    }));
  }

  private async read(): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(READ, []);
    return row!.id;
  }
}
