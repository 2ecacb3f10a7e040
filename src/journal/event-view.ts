import type { EventDto } from './dto/event.dto.js';
import type { EventRow } from './store/journal.store.js';

/** An event, as every answer shows it. */
export const eventView = ({ seq, at, type, id, worker_id, actor, detail }: EventRow): EventDto => ({
  seq,
  at: at.toISOString(),
  type,
  id,
  workerId: worker_id,
  actor,
  detail,
});
