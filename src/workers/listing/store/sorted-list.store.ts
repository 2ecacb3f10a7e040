import { Injectable } from '@nestjs/common';
import { availability } from '../../../fleet/store/availability.js';
import { ReadDatabase } from '../../../platform/database/read-database.js';
import { builtStatement } from '../../../platform/database/statement.js';
import type { Sort, SortKey, SortPlace } from '../sort.js';
import type { WorkerFilters } from '../worker-filters.js';
import { FilterConditions } from './filter-conditions.js';
import { bind, conditionsOf, type Condition } from './list-conditions.js';
import { EVERY_FILTER } from './list-statements.js';

/** Maximum number of matches that are counted. */
export const MAX_COUNTED = 50_000;

/** The value that each key sorts by, which is never NULL, and its type. */
const KEYS: Readonly<Record<SortKey, readonly [sql: string, type: 'text' | 'float8']>> = {
  workerId: ['w.worker_id COLLATE "C"', 'text'],
  name: ['w.name COLLATE "C"', 'text'],
  zone: [`coalesce(s.zone, '') COLLATE "C"`, 'text'],
  load: [
    'greatest(s.current_job_count, s.assigned_job_count)::float8 / greatest(s.usable_slots, 1)::float8',
    'float8',
  ],
  free: [`CASE WHEN s.presence = 'PRESENT' THEN ${availability('s')} ELSE -1 END::float8`, 'float8'],
  lastHeartbeat: [`coalesce(extract(epoch FROM s.last_heartbeat), 0)::float8`, 'float8'],
  health: [
    `CASE WHEN s.presence <> 'PRESENT' THEN 3 WHEN s.health = 'FAILED' THEN 0 WHEN s.health = 'UNHEALTHY' THEN 1 ELSE 2 END::float8`,
    'float8',
  ],
};

const fitting = (conditions: readonly Condition[], parameters: unknown[]): string => `
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE ${bind(conditions, parameters)}`;

/** Reads all workers that fit, and keeps the first ones. */
const sortWorkers = builtStatement(
  'sort-workers',
  (
    { key, descending }: Sort,
    after: SortPlace | null,
    conditions: readonly Condition[],
    limit: number,
    parameters: unknown[] = [],
  ) => {
    const [value, type] = KEYS[key];
    const order = descending ? 'DESC' : 'ASC';
    const from =
      after === null
        ? 'true'
        : `(value, id) ${descending ? '<' : '>'} ($${parameters.push(after.value)}::${type}, $${parameters.push(after.id)}::uuid)`;
    return `SELECT id, value::text AS value
FROM (SELECT s.id, ${value} AS value ${fitting(conditions, parameters)}
) AS fitting
WHERE ${from}
ORDER BY fitting.value ${order}, id ${order}
LIMIT ${limit}`;
  },
  {
    '': [
      { key: 'load', descending: true },
      { value: '0.5', id: '' },
      conditionsOf(EVERY_FILTER, true, []),
      100,
    ],
    'by-name': [{ key: 'name', descending: false }, null, [], 100],
  },
);

const countMatches = builtStatement(
  'count-matches',
  (conditions: readonly Condition[], parameters: unknown[] = []) =>
    `SELECT count(*)::integer AS matches FROM (SELECT ${fitting(conditions, parameters)}
  LIMIT ${MAX_COUNTED + 1}) AS counted`,
  { '': [conditionsOf(EVERY_FILTER, true, [])] },
);

/** Sorts and counts the workers that match filters. */
@Injectable()
export class SortedListStore {
  constructor(
    private readonly database: ReadDatabase,
    private readonly filters: FilterConditions,
  ) {}

  /** Returns the next places of a sorted list. */
  async sortWorkers(
    filters: WorkerFilters,
    sort: Sort,
    after: SortPlace | null,
    limit: number,
  ): Promise<SortPlace[]> {
    const { conditions } = await this.filters.readConditions(this.database, filters);
    const parameters: unknown[] = [];
    const statement = sortWorkers(sort, after, conditions, limit, parameters);
    return this.database.query<SortPlace & object>(statement, parameters);
  }

  /** Returns how many workers match, up to one more than {@link MAX_COUNTED}. */
  async countMatches(filters: WorkerFilters): Promise<number> {
    const { conditions } = await this.filters.readConditions(this.database, filters);
    const parameters: unknown[] = [];
    const statement = countMatches(conditions, parameters);
    const [row] = await this.database.query<{ matches: number }>(statement, parameters);
    return row!.matches;
  }
}
