import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { NextCursor } from '../../platform/openapi/next-cursor.js';
import { parse, stringify, validate } from 'uuid';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { scopeTermsOf } from '../../identity/access/worker-scope.js';
import { validationFailed } from '../../platform/errors/domain-error.js';
import { DEFAULT_PAGE, valuesOf } from '../../platform/validation/query-rules.js';
import { readFilters } from '../../platform/validation/read-query.js';
import { ListWorkersQuery, WorkerFiltersQuery } from './dto/list-workers.query.js';
import { WorkerDto, workerDto } from '../../fleet/dto/worker.dto.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { selectionOf, SHOWN_FIELDS } from './store/shown-columns.js';
import { WorkerListStore } from './store/worker-list.store.js';
import { capabilityTerm, tagTerm, versionTerm, zoneTerm } from '../../fleet/terms.js';
import type { WorkerFilters } from './worker-filters.js';
import type { Presence, WorkerHealth, WorkerStatus } from '../../fleet/worker.js';

/** Precedes the ids of all workers. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

export class WorkerListDto {
  @ApiProperty({
    type: [WorkerDto],
    description: 'Workers in the order of registration, with the fields that were asked for.',
  })
  workers: WorkerDto[];

  @NextCursor()
  nextCursor: string | null;
}

/** Lists workers by filters, page by page. */
@Injectable()
export class WorkerList {
  constructor(
    private readonly store: WorkerListStore,
    private readonly advice: HeartbeatAdvice,
  ) {}

  /** @throws DomainError `validation_failed` */
  async listWorkers(query: unknown, caller: Caller = ANYONE): Promise<WorkerListDto> {
    const asked = readFilters(ListWorkersQuery, query);
    const after = asked.cursor === undefined ? BEFORE_ALL : readCursor(asked.cursor);
    const fields = asked.fields === undefined ? undefined : fieldsIn(asked.fields);
    const { workers, next } = await this.store.listWorkers(
      filtersOf(asked, caller),
      after,
      Number(asked.limit ?? DEFAULT_PAGE),
      fields === undefined ? undefined : selectionOf(fields),
    );
    const shown = workers.map(({ description, state }) => workerDto(description, state, this.advice.view));
    return {
      workers: fields === undefined ? shown : shown.map((worker) => only(fields, worker)),
      nextCursor: next === null ? null : Buffer.from(parse(next)).toString('base64url'),
    };
  }
}

/** Returns the fields that are asked for, in the order of answers. */
function fieldsIn(asked: string | string[]): string[] {
  const names = new Set(valuesOf(asked));
  return SHOWN_FIELDS.filter((name) => names.has(name));
}

function only(fields: readonly string[], worker: WorkerDto): WorkerDto {
  const shown: Record<string, unknown> = {};
  for (const name of fields) shown[name] = worker[name as keyof WorkerDto];
  return shown as unknown as WorkerDto;
}

function readCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const id = bytes.length === 16 ? stringifyLeniently(bytes) : '';
  if (validate(id)) return id;
  throw validationFailed([
    {
      field: 'cursor',
      message: `cursor must be the nextCursor of the previous page, not ${JSON.stringify(cursor)}`,
    },
  ]);
}

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
    workerIdPrefix: scope?.prefix ?? '',
  };
}
