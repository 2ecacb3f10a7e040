import { Injectable } from '@nestjs/common';
import { NextCursor } from '../../platform/openapi/next-cursor.js';
import { parse, stringify, validate } from 'uuid';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { scopeTermsOf } from '../../identity/access/worker-scope.js';
import { validationFailed, type DomainError } from '../../platform/errors/domain-error.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { DEFAULT_PAGE, valuesOf } from '../../platform/validation/query-rules.js';
import { readFilters } from '../../platform/validation/read-query.js';
import { ListWorkersQuery, WorkerFiltersQuery } from './dto/list-workers.query.js';
import { WorkerDto, workerDto } from '../../fleet/dto/worker.dto.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { cursorOf, readSort, readSortCursor, type Sort, type SortPlace } from './sort.js';
import { fieldsOf, shownFields } from './shown-fields.js';
import { selectionOf, type Selection } from './store/shown-columns.js';
import { MAX_COUNTED, SortedListStore } from './store/sorted-list.store.js';
import { WorkerListStore, type ListPage } from './store/worker-list.store.js';
import { capabilityTerm, tagTerm, versionTerm, zoneTerm } from '../../fleet/terms.js';
import type { WorkerFilters } from './worker-filters.js';
import type { Presence, WorkerHealth, WorkerStatus } from '../../fleet/worker.js';

/** Precedes the ids of all workers. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

export class MatchesDto {
  @ApiProperty({ type: 'integer', description: 'Their number.', example: 1234 })
  count: number;

  @ApiProperty({ description: 'Whether there are more: only 50,000 are counted.', example: false })
  atLeast: boolean;
}

export class WorkerListDto {
  @ApiProperty({
    type: [WorkerDto],
    description: 'Workers in the order of registration, with the fields that were asked for.',
  })
  workers: WorkerDto[];

  @NextCursor()
  nextCursor: string | null;

  @ApiProperty({
    type: MatchesDto,
    required: false,
    description: 'How many workers match the filters; only with `count=true`.',
  })
  matches?: MatchesDto;
}

/** A page of either order. */
interface Page {
  readonly workers: ListPage['workers'];
  readonly nextCursor: string | null;
}

/** Lists workers by filters, page by page. */
@Injectable()
export class WorkerList {
  constructor(
    private readonly store: WorkerListStore,
    private readonly sorted: SortedListStore,
    private readonly advice: HeartbeatAdvice,
  ) {}

  /** @throws DomainError `validation_failed` */
  async listWorkers(query: unknown, caller: Caller = ANYONE): Promise<WorkerListDto> {
    const asked = readFilters(ListWorkersQuery, query);
    const filters = filtersOf(asked, caller);
    const fields = asked.fields === undefined ? undefined : fieldsOf(valuesOf(asked.fields));
    const selection = fields === undefined ? undefined : selectionOf(fields);
    const [{ workers, nextCursor }, matches] = await Promise.all([
      asked.sort === undefined
        ? this.pageInOrder(asked, filters, selection)
        : this.pageSorted(asked, readSort(asked.sort), filters, selection),
      asked.count === 'true' ? this.sorted.countMatches(filters) : undefined,
    ]);
    const { view } = this.advice;
    return {
      workers: workers.map(({ description, state }) =>
        fields === undefined
          ? workerDto(description, state, view)
          : shownFields(fields, description, state, view),
      ),
      nextCursor,
      ...(matches !== undefined && {
        matches: { count: Math.min(matches, MAX_COUNTED), atLeast: matches > MAX_COUNTED },
      }),
    };
  }

  /** In the order of registration. */
  private async pageInOrder(
    { cursor, limit = DEFAULT_PAGE }: ListWorkersQuery,
    filters: WorkerFilters,
    selection: Selection | undefined,
  ): Promise<Page> {
    const after = cursor === undefined ? BEFORE_ALL : readCursor(cursor);
    const { workers, next } = await this.store.listWorkers(filters, after, Number(limit), selection);
    return { workers, nextCursor: next === null ? null : Buffer.from(parse(next)).toString('base64url') };
  }

  private async pageSorted(
    { cursor, limit = DEFAULT_PAGE }: ListWorkersQuery,
    sort: Sort,
    filters: WorkerFilters,
    selection: Selection | undefined,
  ): Promise<Page> {
    const after = cursor === undefined ? null : requirePlace(sort, cursor);
    const places = await this.sorted.sortWorkers(filters, sort, after, Number(limit) + 1);
    const page = places.slice(0, Number(limit));
    const workers = await this.store.readWorkers(
      page.map(({ id }) => id),
      selection,
    );
    return { workers, nextCursor: places.length > page.length ? cursorOf(sort, page.at(-1)!) : null };
  }
}

function readCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const id = bytes.length === 16 ? stringifyLeniently(bytes) : '';
  if (validate(id)) return id;
  throw noCursor(cursor);
}

/** @throws DomainError `validation_failed` for a cursor of another list, or in another order */
function requirePlace(sort: Sort, cursor: string): SortPlace {
  const place = readSortCursor(sort, cursor);
  if (place === undefined) throw noCursor(cursor);
  return place;
}

const noCursor = (cursor: string): DomainError =>
  validationFailed([
    {
      field: 'cursor',
      message: `cursor must be the nextCursor of the previous page, not ${JSON.stringify(cursor)}`,
    },
  ]);

function stringifyLeniently(bytes: Uint8Array): string {
  try {
    return stringify(bytes);
  } catch {
    return '';
  }
}

/** Returns the filters for the store, including the scope of the caller. */
export function filtersOf(query: WorkerFiltersQuery, caller: Caller): WorkerFilters {
  const scope = scopeTermsOf(caller);
  const text = query.text?.trim().toLowerCase() ?? '';
  return {
    statuses: valuesOf(query.status) as WorkerStatus[],
    healths: valuesOf(query.health) as WorkerHealth[],
    presences: valuesOf(query.presence) as Presence[],
    terms: [
      ...valuesOf(query.tag).map(tagTerm),
      ...valuesOf(query.capability).map(capabilityTerm),
      ...(query.zone === undefined ? [] : [zoneTerm(query.zone)]),
      ...(query.version === undefined ? [] : [versionTerm(query.version)]),
      ...(scope?.terms ?? []),
    ],
    text: text === '' ? null : text,
    minAvailableCapacity:
      query.minAvailableCapacity === undefined ? null : Number(query.minAvailableCapacity),
    suspect: query.suspect === undefined ? null : query.suspect === 'true',
    host: query.host ?? null,
    orders: valuesOf(query.order),
    workerIdPrefix: scope?.prefix ?? '',
  };
}
