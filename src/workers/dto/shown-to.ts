import type { Caller } from '../../identity/access/caller.js';
import { actorKind, isWorker } from '../../identity/access/worker-view.js';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import type { OverridesDto } from '../../fleet/dto/overrides.dto.js';
import type { WorkerStateDto } from '../../fleet/dto/worker.dto.js';

/** Returns a health report as that caller may see it: workers learn only the kind of the reporters. */
export function healthShownTo(caller: Caller, health: WorkerHealthDto): WorkerHealthDto {
  if (!isWorker(caller)) return health;
  const observations = health.observations.map((each) => ({ ...each, reporter: actorKind(each.reporter) }));
  return { ...health, observations };
}

/** Returns a worker as that caller may see it: workers learn only the kind of account that gave an order. */
export function shownTo<Dto extends WorkerStateDto>(caller: Caller, worker: Dto): Dto {
  if (worker.order === null || !isWorker(caller)) return worker;
  const { order } = worker;
  return { ...worker, order: { ...order, by: order.by === null ? null : actorKind(order.by) } };
}

/** Returns what operators have set as that caller may see it: workers learn only the kind of account. */
export function overridesShownTo(caller: Caller, overrides: OverridesDto | null): OverridesDto | null {
  if (overrides === null || !isWorker(caller)) return overrides;
  const shown = Object.entries(overrides as Record<string, { by: string }>);
  return Object.fromEntries(shown.map(([name, each]) => [name, { ...each, by: actorKind(each.by) }]));
}
