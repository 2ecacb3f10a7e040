import type { EventDto } from './dto/event.dto.js';
import type { EventRow } from './store/journal.store.js';

/** An event, as every answer shows it. */
export const eventView = (row: EventRow): EventDto => ({
  seq: row.seq,
  at: row.at.toISOString(),
  type: row.type,
  id: row.id,
  workerId: row.worker_id,
  actor: row.actor,
  subject: row.subject,
  address: row.address,
  requestId: row.request_id,
  detail: row.detail,
});
