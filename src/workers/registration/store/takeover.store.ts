import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const NOTE = statement(import.meta.url, './sql/note-takeovers.sql');
const END = statement(import.meta.url, './sql/end-contests.sql');

/** How often processes took over the name of a worker from each other. */
export interface RecentTakeovers {
  readonly id: string;
  readonly count: number;
  /** Client addresses of the last takeovers, if known. */
  readonly addresses: readonly string[];
}

/** Counts takeovers in the journal, and stores which names are contested. */
@Injectable()
export class TakeoverStore {
  constructor(private readonly database: Database) {}

  /** @returns the contested ones */
  noteTakeovers(
    ids: readonly string[],
    windowMinutes: number,
    takeovers: number,
  ): Promise<RecentTakeovers[]> {
    return this.database.query<RecentTakeovers>(NOTE, [ids, windowMinutes, takeovers]);
  }

  /** @returns how many are no longer contested, up to the limit */
  async endContests(windowMinutes: number, limit: number): Promise<number> {
    return (await this.database.query<{ ended: number }>(END, [windowMinutes, limit]))[0]!.ended;
  }
}
