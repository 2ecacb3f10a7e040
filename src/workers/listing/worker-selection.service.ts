import { Injectable } from '@nestjs/common';
import { NamesCache } from '../../fleet/names.cache.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { scopeParameter } from '../../identity/access/worker-scope.js';
import type { Queryable } from '../../platform/database/database.js';
import type { WorkerFiltersQuery } from './dto/list-workers.query.js';
import { FilterConditions } from './store/filter-conditions.js';
import { bind, type Condition } from './store/list-conditions.js';
import { listInScope } from './store/list-in-scope.js';
import { filtersOf } from './worker-list.js';

/** Which workers are meant: by filters of the list, by their names, or those that a cleanup took. */
export type Selected =
  | { readonly filters: WorkerFiltersQuery }
  | { readonly names: readonly string[] }
  | { readonly cleanup: string };

/** A selection as a condition of a statement. */
export interface SelectedSql {
  /** Over `w` (worker) and `s` (worker_state), with bound parameters. */
  readonly where: string;
  /** Names of which there is no record in the scope of the caller. */
  readonly unknown: readonly string[];
}

/** A cleanup ends within this time. */
const CLEANUP_HOURS = 6;

const cleanedBy = (run: string): Condition => ({
  sql: `w.id IN (
    SELECT j.id FROM worker_registration.journal AS j
    WHERE j.type = 'cleaned-up' AND (j.detail ->> 'run')::timestamptz = $::timestamptz
      AND j.at >= $::timestamptz AND j.at < $::timestamptz + interval '${CLEANUP_HOURS} hours'
  )`,
  parameter: run,
  isDescribed: true,
});

/** Turns a selection of workers into SQL; it has no workers outside the scope of the caller. */
@Injectable()
export class WorkerSelection {
  constructor(
    private readonly conditions: FilterConditions,
    private readonly names: NamesCache,
  ) {}

  /** @param parameters of the statement, to which those of the selection are added */
  async readSelection(
    on: Queryable,
    selected: Selected,
    parameters: unknown[],
    caller: Caller = ANYONE,
  ): Promise<SelectedSql> {
    const query = 'filters' in selected ? selected.filters : {};
    const { conditions } = await this.conditions.readConditions(on, filtersOf(query, caller));
    const { more, unknown } = await this.further(on, selected, scopeParameter(caller));
    return { where: bind([...conditions, ...more], parameters), unknown };
  }

  private async further(
    on: Queryable,
    selected: Selected,
    scope: string | null,
  ): Promise<{ more: Condition[]; unknown: string[] }> {
    if ('cleanup' in selected) return { more: [cleanedBy(selected.cleanup)], unknown: [] };
    if (!('names' in selected)) return { more: [], unknown: [] };
    const found = await this.names.findWorkers(selected.names);
    const ids = await listInScope(on, [...new Set([...found.values()].map(({ id }) => id))], scope);
    const known = new Set(ids);
    const unknown = [...new Set(selected.names)].filter((name) => !known.has(found.get(name)?.id ?? ''));
    return { more: [{ sql: 'w.id = ANY ($::uuid[])', parameter: ids, isDescribed: true }], unknown };
  }
}
