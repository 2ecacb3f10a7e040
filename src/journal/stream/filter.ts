import { validate as isUuid } from 'uuid';
import { valuesOf } from '../../platform/validation/query-rules.js';
import { typesOf } from '../event-groups.js';
import type { ScopeTerms } from '../../identity/access/worker-scope.js';
import type { EventRow } from '../store/journal.store.js';
import type { Owner, Owners } from '../store/stream.store.js';
import type { StreamEventsQuery } from '../dto/stream-events.query.js';
import { cloudEventBlock } from './cloud-events.js';
import type { StreamEvent } from './recent-events.js';

/** Selects the events that a reader wants. */
export interface Filter {
  /** Equal for equivalent filters: their output is serialised once. */
  readonly key: string;
  /** Whether it needs the workers of the events. */
  readonly needsOwners: boolean;
  /** Returns an event as the reader wants it. */
  readonly blockOf: (event: StreamEvent) => Buffer;
  lets(event: Pick<EventRow, 'type' | 'id' | 'worker_id' | 'actor' | 'subject'>, owners: Owners): boolean;
}

/** @param scope the part of the fleet whose events the reader may see; null for all events */
export function filterOf(
  { type, groups, workerId, actor, format = 'json' }: StreamEventsQuery,
  scope: ScopeTerms | null,
): Filter {
  const types = new Set(typesOf(valuesOf(type), valuesOf(groups)));
  const id = workerId !== undefined && isUuid(workerId) ? workerId.toLowerCase() : undefined;
  return {
    key: JSON.stringify([[...types].sort(), workerId, actor, scope, format]),
    needsOwners: scope !== null,
    blockOf: format === 'cloudevents' ? cloudEventBlock : ({ block }) => block,
    lets: (event, owners) =>
      (types.size === 0 || types.has(event.type)) &&
      (workerId === undefined || event.worker_id === workerId || (id !== undefined && event.id === id)) &&
      (actor === undefined || event.actor === actor || event.subject === actor) &&
      (scope === null || (event.id !== null && isInside(scope, owners.get(event.id)))),
  };
}

const isInside = ({ terms, prefix }: ScopeTerms, owner: Owner | undefined): boolean =>
  owner !== undefined &&
  owner.workerId.startsWith(prefix) &&
  terms.every((term) => owner.terms.includes(term));
