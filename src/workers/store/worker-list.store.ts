import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../platform/database/database.js';
import type { WorkerDescription, WorkerState } from '../worker.js';
import type { WorkerFilters } from '../worker-filters.js';
import { bind, conditionsOf, probesOf, type Condition, type Probe } from './list-conditions.js';
import { stateOf, type StateRow } from './state-row.js';

/** A page looks at no more workers than this; it may be short, or empty, and still have a next one. */
const MAX_ROWS_A_PAGE = 50_000;

/** A filter that so few fit is selective: its workers are all looked up, and the page is cut from them. */
const FEW = 5000;

export interface ListPage {
  readonly workers: readonly { readonly description: WorkerDescription; readonly state: WorkerState }[];
  /** The id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

interface Range {
  readonly after: string;
  readonly until: string | null;
}

/**
 * Cuts pages from the list of workers, in the order of their ids, which is the order of registration.
 *
 * Each indexed filter is asked for its candidates and given up beyond a few. The smallest set that is complete is the
 * page's candidates; where no filter is selective the page is cut from the next 50,000 workers. So the rows that one
 * page looks at are bounded whatever the filters and whatever the planner believes of them.
 */
@Injectable()
export class WorkerListStore {
  private trigrams: boolean | undefined;

  constructor(private readonly database: Database) {}

  page(filters: WorkerFilters, after: string, limit: number): Promise<ListPage> {
    return this.database.transaction(async (tx) => {
      // A table scan is the one plan whose rows nothing bounds.
      await tx.query('SET LOCAL enable_seqscan = off');
      const trigrams = await this.hasTrigrams(tx);
      const conditions = conditionsOf(filters, trigrams);
      const candidates = await fewest(tx, probesOf(filters, trigrams));
      if (candidates !== undefined) {
        const ids = candidates.filter((id) => id > after);
        const workers = await select(
          tx,
          [{ sql: 'id = ANY ($::uuid[])', parameter: ids }, ...conditions],
          limit + 1,
        );
        return cut(workers, limit, null);
      }
      const until = conditions.length === 0 ? null : await endOfSpan(tx, after);
      const workers = await select(tx, [...within({ after, until }), ...conditions], limit + 1);
      return cut(workers, limit, until);
    });
  }

  private async hasTrigrams(tx: Queryable): Promise<boolean> {
    this.trigrams ??=
      (
        await tx.query(
          `SELECT FROM pg_indexes WHERE schemaname = 'worker_registration' AND indexname = 'worker_search' AND indexdef LIKE '% gin %'`,
        )
      ).length > 0;
    return this.trigrams;
  }
}

/** The smallest complete set of candidates; undefined where no filter is selective. */
async function fewest(tx: Queryable, probes: readonly Probe[]): Promise<string[] | undefined> {
  if (probes.length === 0) return undefined;
  const parameters: unknown[] = [];
  const subqueries = probes.map(
    ({ table, conditions }) =>
      `SELECT array(SELECT id FROM worker_registration.${table} WHERE ${bind(conditions, parameters)} LIMIT ${FEW + 1}) AS ids`,
  );
  const sets = await tx.query<{ ids: string[] }>(subqueries.join(' UNION ALL '), parameters);
  const complete = sets.map(({ ids }) => ids).filter((ids) => ids.length <= FEW);
  return complete.sort((a, b) => a.length - b.length)[0];
}

async function endOfSpan(tx: Queryable, after: string): Promise<string | null> {
  const [end] = await tx.query<{ id: string }>(
    `SELECT id FROM worker_registration.worker WHERE id > $1 ORDER BY id OFFSET ${MAX_ROWS_A_PAGE - 1} LIMIT 1`,
    [after],
  );
  return end?.id ?? null;
}

const within = ({ after, until }: Range): Condition[] => [
  { sql: 'id > $', parameter: after },
  ...(until === null ? [] : [{ sql: 'id <= $', parameter: until }]),
];

/** The planner sees the range on both tables, and walks their primary keys side by side. */
async function select(
  tx: Queryable,
  conditions: readonly Condition[],
  limit: number,
): Promise<ListPage['workers']> {
  type Row = StateRow & { description: WorkerDescription };
  const parameters: unknown[] = [];
  const where = bind(conditions.flatMap(onBothTables), parameters);
  const rows = await tx.query<Row>(
    `SELECT s.*, json_build_object(
       'workerId', w.worker_id, 'name', w.name, 'hostName', w.host_name, 'hostAddress', w.host_address, 'port', w.port,
       'maxConcurrentJobs', w.max_concurrent_jobs, 'capabilities', w.capabilities, 'tags', w.tags, 'version', w.version,
       'priorityThreshold', w.priority_threshold, 'workerLoadFactor', w.worker_load_factor, 'zone', w.zone,
       'healthPath', w.health_path, 'reconnect', w.reconnect
     ) AS description
     FROM worker_registration.worker AS w
     JOIN worker_registration.worker_state AS s ON s.id = w.id
     WHERE ${where}
     ORDER BY w.id
     LIMIT ${limit}`,
    parameters,
  );
  return rows.map((row) => ({ description: row.description, state: stateOf(row) }));
}

function onBothTables(condition: Condition): Condition[] {
  if (!condition.sql.startsWith('id ')) return [condition];
  return ['w', 's'].map((table) => ({ ...condition, sql: `${table}.${condition.sql}` }));
}

function cut(workers: ListPage['workers'], limit: number, until: string | null): ListPage {
  if (workers.length <= limit) return { workers, next: until };
  const page = workers.slice(0, limit);
  return { workers: page, next: page.at(-1)!.state.id };
}
