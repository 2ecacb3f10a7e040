import { Injectable } from '@nestjs/common';
import type { Queryable, Transaction } from '../../../platform/database/database.js';
import { ReadDatabase } from '../../../platform/database/read-database.js';
import { inlineStatement } from '../../../platform/database/statement.js';
import { liveStateOf, placesOf } from '../../../fleet/store/live-row.js';
import type { LiveState, WorkerDescription } from '../../../fleet/worker.js';
import type { WorkerFilters } from '../worker-filters.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import { FilterConditions } from './filter-conditions.js';
import { probesOf, type Condition, type Probe } from './list-conditions.js';
import { findCandidates, findEnd, listWorkers, next, these, type Span } from './list-statements.js';
import { ALL, type Selection, type StateColumn } from './shown-columns.js';

/**
 * A page reads up to 50,000 rows, in three steps with their own share: the next few workers, the candidates
 * of four indexed filters, the next many workers. A skipped worker costs four rows: its entry in the primary
 * key (twice), its description and its state.
 */
const NEAR = 2000;
const FEW = 2500;
const FAR = 7500;

const AVOID_SCANS = inlineStatement('avoid-scans', `SELECT set_config('enable_seqscan', 'off', true)`);

/** The places of columns that are not read: after the end of any row, which costs less than before its beginning. */
const NOWHERE = Object.fromEntries(ALL.state.map((name) => [name, ALL.state.length + 1])) as Record<
  StateColumn,
  number
>;

export interface ListPage {
  /** Only what the selection has is known of each. */
  readonly workers: readonly { readonly description: WorkerDescription; readonly state: LiveState }[];
  /** The id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

/**
 * Reads pages of the list of workers, in the order of their ids, which is the order of registration.
 *
 * If most workers match the filters, the next few fill a page. Otherwise each indexed filter is evaluated for
 * its candidates and abandoned beyond {@link FEW}: the page comes from the smallest complete set. If no
 * filter is selective the page comes from the next {@link FAR} workers; it may be short, or empty, and still
 * have a next one. So the number of rows that a page reads is bounded, whatever the filters and the planner's
 * estimates.
 */
@Injectable()
export class WorkerListStore {
  constructor(
    private readonly database: ReadDatabase,
    private readonly suspicion: Suspicion,
    private readonly filters: FilterConditions,
  ) {}

  listWorkers(
    filters: WorkerFilters,
    after: string,
    limit: number,
    selection: Selection = ALL,
  ): Promise<ListPage> {
    return this.database.snapshot(async (tx) => {
      // A table scan would be the only way to answer a probe whose number of rows is unbounded.
      await tx.query(AVOID_SCANS);
      const { margins } = this.suspicion;
      // One worker more than the limit, to see whether there is a next page.
      const select = (span: Span, conditions: readonly Condition[]): Promise<ListPage['workers']> =>
        read(tx, selection, listWorkers(selection, span, conditions, limit + 1, margins));
      const { conditions, trigrams } = await this.filters.readConditions(tx, filters);
      if (conditions.length === 0) return cut(await select(next(after, limit + 1), []), limit, null);

      const first = await select(next(after, NEAR), conditions);
      if (first.length > limit || (await endOf(tx, next(after, NEAR), NEAR)) === null)
        return cut(first, limit, null);

      const candidates = await fewest(tx, probesOf(filters, trigrams));
      if (candidates !== undefined) {
        const ids = candidates.filter((id) => id > after);
        return cut(await select(these(ids), conditions), limit, null);
      }
      const far = next(after, FAR);
      return cut(await select(far, conditions), limit, await endOf(tx, far, FAR));
    });
  }

  /** Returns these workers in this order; those that are gone by now are left out. */
  async readWorkers(ids: readonly string[], selection: Selection = ALL): Promise<ListPage['workers']> {
    const found = await this.database.snapshot((tx) =>
      read(tx, selection, listWorkers(selection, these(ids), [], ids.length, this.suspicion.margins)),
    );
    const byId = new Map(found.map((worker) => [worker.state.id, worker]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

/** Returns the smallest complete set of candidates; undefined if no filter is selective. */
async function fewest(tx: Queryable, probes: readonly Probe[]): Promise<string[] | undefined> {
  if (probes.length === 0) return undefined;
  const { statement, parameters } = findCandidates(probes, FEW + 1);
  const sets = await tx.query<{ ids: string[] }>(statement, parameters);
  const complete = sets.map(({ ids }) => ids).filter((ids) => ids.length <= FEW);
  return complete.sort((a, b) => a.length - b.length)[0];
}

/** Returns the last worker of a span of that length; null if there are fewer. */
async function endOf(tx: Queryable, span: Span, length: number): Promise<string | null> {
  const { statement, parameters } = findEnd(span, length);
  const [end] = await tx.query<{ id: string }>(statement, parameters);
  return end?.id ?? null;
}

async function read(
  tx: Transaction,
  { state, description }: Selection,
  { statement, parameters }: ReturnType<typeof listWorkers>,
): Promise<ListPage['workers']> {
  const rows = await tx.queryTexts(statement, parameters);
  const at = { ...NOWHERE, ...placesOf(state) };
  return rows.map((row) => ({
    description: (description.length === 0 ? {} : JSON.parse(row[state.length]!)) as WorkerDescription,
    state: liveStateOf(row, at),
  }));
}

function cut(workers: ListPage['workers'], limit: number, until: string | null): ListPage {
  if (workers.length <= limit) return { workers, next: until };
  const page = workers.slice(0, limit);
  return { workers: page, next: page.at(-1)!.state.id };
}
