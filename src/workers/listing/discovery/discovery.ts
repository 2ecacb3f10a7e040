import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../identity/access/caller.js';
import { readQuery } from '../../../platform/validation/read-query.js';
import { WorkerFiltersQuery } from '../dto/list-workers.query.js';
import { WorkerListStore, type ListPage } from '../store/worker-list.store.js';
import { BEFORE_ALL, filtersOf } from '../worker-list.js';
import type { WorkerFilters } from '../worker-filters.js';
import { targetGroupOf } from './target-group.js';

/** Workers that are read and kept in memory at a time: never all of a million at once. */
const PAGE = 1000;

/** Lists workers as targets for Prometheus. */
@Injectable()
export class Discovery {
  constructor(private readonly store: WorkerListStore) {}

  /**
   * Returns all workers that match the filters, are in the scope of the caller and have an address and a
   * port, as JSON text that is produced while it is read. INACTIVE ones are omitted unless the filter names a
   * status.
   * @throws DomainError `validation_failed`; `database_busy`, `database_unavailable` if not even the first
   * page can be read. A later failure ends the stream with an error: half a list must not look like a whole
   * one.
   */
  async stream(query: unknown, caller: Caller): Promise<Readable> {
    const filters = filtersOf(readQuery(WorkerFiltersQuery, query), caller);
    const first = await this.store.listWorkers(filters, BEFORE_ALL, PAGE);
    return Readable.from(this.text(filters, first), { objectMode: false });
  }

  private async *text(filters: WorkerFilters, first: ListPage): AsyncGenerator<string> {
    let separator = '';
    let page = first;
    yield '[';
    for (;;) {
      const groups = groupsOf(page, filters);
      if (groups.length > 0) yield separator + groups.join(',\n');
      if (groups.length > 0) separator = ',\n';
      if (page.next === null) break;
      page = await this.store.listWorkers(filters, page.next, PAGE);
    }
    yield ']\n';
  }
}

function groupsOf({ workers }: ListPage, { statuses }: WorkerFilters): string[] {
  return workers.flatMap(({ description, state }) => {
    if (statuses.length === 0 && state.status === 'INACTIVE') return [];
    const group = targetGroupOf(description, state);
    return group === undefined ? [] : [JSON.stringify(group)];
  });
}
