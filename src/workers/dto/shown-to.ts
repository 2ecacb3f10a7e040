import type { Caller } from '../../identity/access/caller.js';
import { actorKind, isWorker } from '../../identity/access/worker-view.js';
import type { WorkerStateDto } from '../../fleet/dto/worker.dto.js';

/** A worker as that caller sees it: workers do not learn who gave an order, only which kind of account. */
export function shownTo<Dto extends WorkerStateDto>(caller: Caller, worker: Dto): Dto {
  if (worker.order === null || !isWorker(caller)) return worker;
  const { order } = worker;
  return { ...worker, order: { ...order, by: order.by === null ? null : actorKind(order.by) } };
}
