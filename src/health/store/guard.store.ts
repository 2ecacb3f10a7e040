import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { inlineStatement, statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { Guard, GuardState } from '../guard.js';
import type { Lost } from '../silence.js';

const COUNT_LOST = statement(import.meta.url, './sql/count-lost.sql');
const APPLY = statement(import.meta.url, './sql/apply-guards.sql', JOURNAL);
const READ_NOW_MS = inlineStatement('read-now-ms', 'SELECT extract(epoch FROM now())::float8 * 1000 AS now');
const HAS_GUARD = statement(import.meta.url, './sql/has-guard.sql');
const LIST_GUARDS = statement(import.meta.url, './sql/list-guards.sql');

export interface GuardChange extends Pick<Guard, 'scope' | 'zone' | 'state' | 'silent' | 'total'> {
  readonly before: GuardState;
}

/** Stores the guards. */
@Injectable()
export class GuardStore {
  async exists(on: Queryable): Promise<boolean> {
    return (await on.query(HAS_GUARD)).length === 1;
  }

  /** Counts workers that FAILED since the silence began that the guards watch, by zone. */
  async countLost(on: Queryable): Promise<Lost[]> {
    return on.query<Lost>(COUNT_LOST);
  }

  /** Returns the guards, and the current time in the same milliseconds as theirs. */
  async read(on: Queryable): Promise<{ guards: Guard[]; now: number }> {
    const guards = await on.query<Guard>(LIST_GUARDS);
    const [row] = await on.query<{ now: number }>(READ_NOW_MS);
    return { guards, now: row!.now };
  }

  /**
   * Stores the decided guards; all others end.
   * @returns the guards whose state changed
   */
  async apply(on: Queryable, guards: readonly Guard[]): Promise<GuardChange[]> {
    const rows = guards.map(({ since, episodeSince, ...guard }) => ({
      ...guard,
      since: new Date(since).toISOString(),
      episode_since: new Date(episodeSince).toISOString(),
    }));
    return on.query<GuardChange>(APPLY, [JSON.stringify(rows)]);
  }
}
