import { ANYONE } from '../identity/access/caller.js';
import { searchTextOf, termsOf } from '../fleet/terms.js';
import { DEFAULT_PAGE, valuesOf } from '../platform/validation/query-rules.js';
import { readFilters } from '../platform/validation/read-query.js';
import { ListWorkersQuery } from '../workers/listing/dto/list-workers.query.js';
import { fieldsOf, shownFields } from '../workers/listing/shown-fields.js';
import type { WorkerFilters } from '../workers/listing/worker-filters.js';
import { filtersOf, type WorkerListDto } from '../workers/listing/worker-list.js';
import type { FakeFleet } from './fake-fleet.js';
import { shownState, type FakeWorker } from './fake-worker.js';

/** Lists workers by the filters of the service, in the order of registration. */
export function listIn(fleet: FakeFleet, query: unknown): WorkerListDto {
  const {
    cursor,
    limit = DEFAULT_PAGE,
    fields,
    count,
    sort,
    ...filters
  } = readFilters(ListWorkersQuery, query);
  if (sort !== undefined)
    throw new Error(
      'The fake of worker-registration/testing lists workers in the order of registration only',
    );
  const matching = fleet.all.filter((worker) => matches(fleet, worker, filtersOf(filters, ANYONE)));
  const from = cursor === undefined ? 0 : Number(cursor);
  const end = from + Number(limit);
  const shown = fields === undefined ? undefined : fieldsOf(valuesOf(fields));
  return {
    workers: matching
      .slice(from, end)
      .map((worker) =>
        shown === undefined
          ? fleet.dtoOf(worker)
          : shownFields(shown, worker.description, shownState(worker), fleet.view),
      ),
    nextCursor: end < matching.length ? String(end) : null,
    ...(count === 'true' && { matches: { count: matching.length, atLeast: false } }),
  };
}

function matches(fleet: FakeFleet, worker: FakeWorker, wanted: WorkerFilters): boolean {
  const { description } = worker;
  const dto = fleet.dtoOf(worker);
  const terms = termsOf(description);
  const isOneOf = (list: readonly string[], value: string): boolean =>
    list.length === 0 || list.includes(value);
  return (
    isOneOf(wanted.statuses, dto.status) &&
    isOneOf(wanted.healths, dto.health) &&
    isOneOf(wanted.presences, dto.presence) &&
    isOneOf(wanted.orders, dto.order?.kind ?? 'NONE') &&
    wanted.terms.every((term) => terms.includes(term)) &&
    searchTextOf(description).includes(wanted.text ?? '') &&
    dto.availableCapacity >= (wanted.minAvailableCapacity ?? 0) &&
    dto.suspect === (wanted.suspect ?? dto.suspect) &&
    (wanted.host === null || [description.hostName, description.hostAddress].includes(wanted.host))
  );
}
