import { signal } from '@preact/signals';
import { read } from '../api/client.js';
import type { Worker, WorkerHealth } from '../api/types.js';

/** Why a worker is unwell, and since when. */
export interface Reason {
  readonly text: string;
  readonly since: string;
}

/** So many are asked for at once; they share one connection pool of the browser with all else. */
const AT_ONCE = 4;
/** A reason has figures that grow, such as seconds of silence. */
const FRESH_MS = 15_000;
/** Rows that only fly by are not asked for. */
const REST_MS = 150;
const MOST_KEPT = 2000;

const known = signal<ReadonlyMap<string, Reason>>(new Map());
const askedAt = new Map<string, number>();
let waiting: string[] = [];
let running = 0;
let rest: ReturnType<typeof setTimeout> | undefined;

/** Undefined while it is not known; asked for by {@link wantReasons}. */
export const reasonOf = (id: string): Reason | undefined => known.value.get(id);

export const isUnwell = ({ health, status }: Worker): boolean =>
  status !== 'INACTIVE' && health !== 'HEALTHY';

/** Asks why the unwell ones of those that are seen are so. */
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
      // Gone meanwhile, or the service is away, which the list itself tells.
    }
  }
  running -= 1;
}
