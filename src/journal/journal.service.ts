import { Injectable } from '@nestjs/common';
import { ANYONE, scopeOf, type Caller } from '../identity/access/caller.js';
import { isWorker } from '../identity/access/worker-view.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { DEFAULT_PAGE, valuesOf } from '../platform/validation/query-rules.js';
import { readFilters } from '../platform/validation/read-query.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import { scopeTermsOf, type ScopeTerms } from '../identity/access/worker-scope.js';
import type { EventPageDto } from './dto/event.dto.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { typesOf } from './event-groups.js';
import { eventView, eventViewOfWorker } from './event-view.js';
import { JournalStore } from './store/journal.store.js';

/** Returns events, newest first. */
@Injectable()
export class JournalService {
  constructor(
    private readonly store: JournalStore,
    private readonly workers: FencedWorkers,
  ) {}

  /**
   * Returns a page of events. A limited key gets the events of the records that are in its scope now.
   * @throws DomainError `validation_failed`
   */
  listEvents(query: unknown, caller: Caller = ANYONE): Promise<EventPageDto> {
    return this.read(readFilters(ListEventsQuery, query), false, scopeTermsOf(caller));
  }

  /**
   * Returns the events of one worker. A worker, and a limited key, gets those of the record, not those of earlier
   * owners of its workerId.
   * @throws DomainError `validation_failed`; for a worker and a limited key also `worker_not_registered`,
   * `superseded`
   */
  async pageOfWorker(name: string, query: object, caller: Caller): Promise<EventPageDto> {
    const asked = readFilters(ListEventsQuery, { ...query, workerId: name });
    if (!isWorker(caller)) {
      if (scopeOf(caller) === null) return this.read(asked, false);
      const { id } = (await this.workers.readWorker(name, caller)).state;
      return this.read({ ...asked, workerId: id }, true, scopeTermsOf(caller));
    }
    // A filter would reveal what the response omits.
    if (asked.actor !== undefined)
      throw validationFailed([{ field: 'actor', message: 'Actor is not a filter for workers' }]);
    const { id } = (await this.workers.readWorker(name, caller)).state;
    const { events, nextCursor } = await this.read({ ...asked, workerId: id }, true);
    return { events: events.map(eventViewOfWorker), nextCursor };
  }

  private async read(
    asked: ListEventsQuery,
    ofRecord: boolean,
    scope: ScopeTerms | null = null,
  ): Promise<EventPageDto> {
    const types = typesOf(valuesOf(asked.type), valuesOf(asked.groups));
    const filters = {
      worker: asked.workerId ?? null,
      ofRecord,
      scope,
      types: types.length === 0 ? null : types,
      actor: asked.actor ?? null,
      from: asked.from ?? null,
      until: earlier(asked.until, asked.to),
    };
    const { events, next } = await this.store.listEvents(
      filters,
      asked.cursor ?? null,
      Number(asked.limit ?? DEFAULT_PAGE),
    );
    return {
      events: events.map(eventView),
      nextCursor: next,
    };
  }
}

/** Returns the earlier of two times in ISO 8601; null if none is given. */
const earlier = (...times: (string | undefined)[]): string | null =>
  times
    .filter((time) => time !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(0) ?? null;
