import { signal } from '@preact/signals';
import { read } from '../api/client.js';
import type { Worker, WorkerHealth } from '../api/types.js';

/** Why a worker is not healthy, and since when. */
export interface Reason {
  readonly text: string;
  readonly since: string;
}

/** Maximum number of concurrent requests; they share the browser's connections with everything else. */
const AT_ONCE = 4;
/** A reason has figures that grow, such as seconds of silence. */
const FRESH_MS = 15_000;
/** Rows that are only scrolled past are not requested. */
const REST_MS = 150;
const MOST_KEPT = 2000;

const known = signal<ReadonlyMap<string, Reason>>(new Map());
const askedAt = new Map<string, number>();
let waiting: string[] = [];
let running = 0;
let rest: ReturnType<typeof setTimeout> | undefined;

/** Undefined while it is unknown; requested by {@link wantReasons}. */
export const reasonOf = (id: string): Reason | undefined => known.value.get(id);

export const isUnwell = ({ health, status }: Worker): boolean =>
  status !== 'INACTIVE' && health !== 'HEALTHY';

/** Requests the reasons of the visible workers that are not healthy. */
export function wantReasons(seen: readonly Worker[]): void {
  clearTimeout(rest);
  rest = setTimeout(() => {
    const due = performance.now() - FRESH_MS;
    waiting = seen
      .filter((worker) => isUnwell(worker) && (askedAt.get(worker.id) ?? Number.NEGATIVE_INFINITY) < due)
      .map(({ id }) => id);
    while (running < AT_ONCE && waiting.length > 0) void work();
  }, REST_MS);
}

async function work(): Promise<void> {
  running += 1;
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    askedAt.set(id, performance.now());
    try {
      const { description, since } = await read<WorkerHealth>(`/${id}/health`);
      const kept = [...known.value].filter(([each]) => each !== id).slice(-MOST_KEPT);
      known.value = new Map([...kept, [id, { text: description, since }]]);
    } catch {
      // The worker is gone, or the service is unavailable, which the list itself reports.
    }
  }
  running -= 1;
}
