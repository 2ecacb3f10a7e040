import { validate as isUuid } from 'uuid';
import { valuesOf } from '../../platform/validation/query-rules.js';
import { typesOf } from '../event-groups.js';
import type { EventRow } from '../store/journal.store.js';
import type { StreamEventsQuery } from '../dto/stream-events.query.js';

/** Selects the events that a reader wants. */
export interface Filter {
  /** Equal for equivalent filters: their output is serialised once. */
  readonly key: string;
  lets(event: Pick<EventRow, 'type' | 'id' | 'worker_id' | 'actor' | 'subject'>): boolean;
}

export function filterOf({ type, groups, workerId, actor }: StreamEventsQuery): Filter {
  const types = new Set(typesOf(valuesOf(type), valuesOf(groups)));
  const id = workerId !== undefined && isUuid(workerId) ? workerId.toLowerCase() : undefined;
  return {
    key: JSON.stringify([[...types].sort(), workerId, actor]),
    lets: (event) =>
      (types.size === 0 || types.has(event.type)) &&
      (workerId === undefined || event.worker_id === workerId || (id !== undefined && event.id === id)) &&
      (actor === undefined || event.actor === actor || event.subject === actor),
  };
}
