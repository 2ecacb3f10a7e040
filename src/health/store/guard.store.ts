import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import type { Guard, GuardState, SilenceLevel } from '../guard.js';
import { Judgements } from './judgements.js';

const MEASURE = sqlFile(import.meta.url, './sql/measure-silence.sql');
const APPLY = sqlFile(import.meta.url, './sql/apply-guards.sql');
const READ = `SELECT scope, zone, state, silent, total, extract(epoch FROM since)::float8 * 1000 AS since,
  extract(epoch FROM episode_since)::float8 * 1000 AS "episodeSince" FROM worker_registration.guard`;

export interface GuardChange extends Pick<Guard, 'scope' | 'zone' | 'state' | 'silent' | 'total'> {
  readonly before: GuardState;
}

/** Knows how silent each zone is, and which guards there are. */
@Injectable()
export class GuardStore {
  constructor(private readonly judgements: Judgements) {}

  async exists(on: Queryable): Promise<boolean> {
    return (await on.query('SELECT FROM worker_registration.guard LIMIT 1')).length === 1;
  }

  /**
   * @param silentAfterMs without a sign of life for so long, a worker counts as silent
   * @param minWorkers zones with fewer silent workers are left out, unless they have a guard
   */
  async measure(on: Queryable, silentAfterMs: number, minWorkers: number): Promise<SilenceLevel[]> {
    type Row = Omit<SilenceLevel, 'silentAtAll'> & { silent_at_all: number };
    const parameters = [...this.judgements.parameters, silentAfterMs / 1000, minWorkers];
    const rows = await on.query<Row>(this.judgements.compose(MEASURE), parameters);
    return rows.map(({ silent_at_all: silentAtAll, ...level }) => ({ ...level, silentAtAll }));
  }

  /** The guards, and the time now in the same milliseconds as theirs. */
  async read(on: Queryable): Promise<{ guards: Guard[]; now: number }> {
    const guards = await on.query<Guard>(READ);
    const [row] = await on.query<{ now: number }>('SELECT extract(epoch FROM now())::float8 * 1000 AS now');
    return { guards, now: row!.now };
  }

  /** Makes the guards what was decided; who is not among them ends. @returns those that changed their state */
  async apply(on: Queryable, guards: readonly Guard[]): Promise<GuardChange[]> {
    const rows = guards.map(({ since, episodeSince, ...guard }) => ({
      ...guard,
      since: new Date(since).toISOString(),
      episode_since: new Date(episodeSince).toISOString(),
    }));
    return on.query<GuardChange>(APPLY, [JSON.stringify(rows)]);
  }
}
