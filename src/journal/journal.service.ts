import { Injectable } from '@nestjs/common';
import { DEFAULT_PAGE, valuesOf } from '../platform/validation/query-rules.js';
import { readQuery } from '../platform/validation/read-query.js';
import type { EventPageDto } from './dto/event.dto.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { eventView } from './event-view.js';
import { JournalStore } from './store/journal.store.js';

/** Tells what happened, newest first. */
@Injectable()
export class JournalService {
  constructor(private readonly store: JournalStore) {}

  /** @throws DomainError `validation_failed` */
  async page(query: unknown): Promise<EventPageDto> {
    const asked = readQuery(ListEventsQuery, query);
    const types = valuesOf(asked.type);
    const filters = {
      worker: asked.workerId ?? null,
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
