import { actorKind } from '../identity/access/worker-view.js';
import { groupOf } from './event-groups.js';
import type { EventDto } from './dto/event.dto.js';
import type { EventRow } from './store/journal.store.js';

/** Returns an event as in every response. */
export const eventView = (row: EventRow): EventDto => ({
  seq: row.seq,
  at: row.at.toISOString(),
  type: row.type,
  group: groupOf(row.type),
  id: row.id,
  workerId: row.worker_id,
  actor: row.actor,
  subject: row.subject,
  address: row.address,
  requestId: row.request_id,
  detail: withMoments(row.detail),
});

/** A time as PostgreSQL writes it into JSON, in a session in UTC. */
const STORED_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00$/;

/** Returns the detail with times in the format of all other times. */
function withMoments(detail: Record<string, unknown>): Record<string, unknown> {
  let converted = detail;
  for (const [name, value] of Object.entries(detail))
    if (typeof value === 'string' && STORED_MOMENT.test(value))
      converted = { ...converted, [name]: new Date(value).toISOString() };
  return converted;
}

/** Returns an event for a worker: without names of people, API keys and join tokens. */
export function eventViewOfWorker({ seq, at, type, group, id, workerId, actor, detail }: EventDto): EventDto {
  const { joinToken: _, ...rest } = detail;
  const hidden = { subject: null, address: null, requestId: null };
  return { seq, at, type, group, id, workerId, actor: actorKind(actor), ...hidden, detail: rest };
}
