import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';

const READ = sqlFile(import.meta.url, './sql/read-takeovers.sql');

/** How often processes took the name of a worker from each other. */
export interface RecentTakeovers {
  readonly count: number;
  /** The addresses of the clients that did so last, as far as they are known. */
  readonly addresses: readonly string[];
}

/** Reads takeovers from the journal. */
@Injectable()
export class TakeoverStore {
  constructor(private readonly database: Database) {}

  async read(id: string, windowMinutes: number): Promise<RecentTakeovers> {
    return (await this.database.query<RecentTakeovers>(READ, [id, windowMinutes]))[0]!;
  }
}
