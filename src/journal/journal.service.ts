import { Injectable } from '@nestjs/common';
import type { Caller } from '../identity/access/caller.js';
import { isWorker } from '../identity/access/worker-view.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { DEFAULT_PAGE, valuesOf } from '../platform/validation/query-rules.js';
import { readQuery } from '../platform/validation/read-query.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import type { EventPageDto } from './dto/event.dto.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { eventView, eventViewOfWorker } from './event-view.js';
import { JournalStore } from './store/journal.store.js';

/** Tells what happened, newest first. */
@Injectable()
export class JournalService {
  constructor(
    private readonly store: JournalStore,
    private readonly workers: FencedWorkers,
  ) {}

  /** @throws DomainError `validation_failed` */
  page(query: unknown): Promise<EventPageDto> {
    return this.read(readQuery(ListEventsQuery, query), false);
  }

  /**
   * The events of one worker. A worker reads those of its own record, not those of earlier owners of its workerId.
   * @throws DomainError `validation_failed`; for a worker also `worker_not_registered`, `superseded`
   */
  async pageOfWorker(name: string, query: object, caller: Caller): Promise<EventPageDto> {
    const asked = readQuery(ListEventsQuery, { ...query, workerId: name });
    if (!isWorker(caller)) return this.read(asked, false);
    // A filter would tell what the answer leaves out.
    if (asked.actor !== undefined)
      throw validationFailed([{ field: 'actor', message: 'Actor is not a filter for workers' }]);
    const { id } = (await this.workers.read(name, caller)).state;
    const { events, nextCursor } = await this.read({ ...asked, workerId: id }, true);
    return { events: events.map(eventViewOfWorker), nextCursor };
  }

  private async read(asked: ListEventsQuery, ofRecord: boolean): Promise<EventPageDto> {
    const types = valuesOf(asked.type);
    const filters = {
      worker: asked.workerId ?? null,
      ofRecord,
      types: types.length === 0 ? null : types,
      actor: asked.actor ?? null,
      from: asked.from ?? null,
      until: asked.until ?? null,
    };
    const { events, next } = await this.store.page(
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
