import type { Instance } from '../parts/instance.js';
import type { World } from '../parts/world.js';

/** How an instance described the fleet. Times are in ms. */
export interface View {
  readonly where: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Whether nothing was changing: no client sent anything. */
  readonly isCalm: boolean;
  readonly overall: string;
  /** When the figures behind `overall` were counted. */
  readonly countedAt: number;
  readonly workers: ReadonlyMap<string, ViewedWorker>;
}

export interface ViewedWorker {
  readonly presence: string;
  readonly suspect: boolean;
}

interface Summary {
  readonly overall: string;
  readonly countedAt: string;
}

/** Asks each instance; one that does not answer is left out. */
export async function viewsOf({ instances }: World, isCalm: boolean): Promise<View[]> {
  const views = await Promise.all(
    instances.map((instance) => viewOf(instance, isCalm).catch(() => undefined)),
  );
  return views.filter((view) => view !== undefined);
}

async function viewOf({ name, api }: Instance, isCalm: boolean): Promise<View | undefined> {
  const sentAt = Date.now();
  const [list, summary] = await Promise.all([
    api.get<{ workers: ({ workerId: string } & ViewedWorker)[] }>('?limit=1000'),
    api.get<Summary>('/health/summary'),
  ]);
  if (list.status !== 200 || summary.status !== 200) return undefined;
  return {
    where: name,
    sentAt,
    answeredAt: Date.now(),
    isCalm,
    overall: summary.body.overall,
    countedAt: Date.parse(summary.body.countedAt),
    workers: new Map(list.body.workers.map((worker) => [worker.workerId, worker])),
  };
}
