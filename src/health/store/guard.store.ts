import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import type { Guard, GuardState } from '../guard.js';
import type { Lost } from '../silence.js';

const COUNT_LOST = sqlFile(import.meta.url, './sql/count-lost.sql');
const APPLY = sqlFile(import.meta.url, './sql/apply-guards.sql');
const READ = `SELECT scope, zone, state, silent, total, extract(epoch FROM since)::float8 * 1000 AS since,
  extract(epoch FROM episode_since)::float8 * 1000 AS "episodeSince" FROM worker_registration.guard`;

export interface GuardChange extends Pick<Guard, 'scope' | 'zone' | 'state' | 'silent' | 'total'> {
  readonly before: GuardState;
}

/** Stores the guards. */
@Injectable()
export class GuardStore {
  async exists(on: Queryable): Promise<boolean> {
    return (await on.query('SELECT FROM worker_registration.guard LIMIT 1')).length === 1;
  }

  /** Counts workers that FAILED since the silence began that the guards watch, by zone. */
  async countLost(on: Queryable): Promise<Lost[]> {
    return on.query<Lost>(COUNT_LOST);
  }

  /** Returns the guards, and the current time in the same milliseconds as theirs. */
  async read(on: Queryable): Promise<{ guards: Guard[]; now: number }> {
    const guards = await on.query<Guard>(READ);
    const [row] = await on.query<{ now: number }>('SELECT extract(epoch FROM now())::float8 * 1000 AS now');
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
