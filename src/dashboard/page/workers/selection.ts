import { signal } from '@preact/signals';
import { read } from '../api/client.js';
import type { Worker, WorkerPage } from '../api/types.js';
import type { Target } from '../actions/run-all.js';
import { jobsOf } from '../words/jobs.js';

/** The selected workers, by id. */
export const selection = signal<ReadonlyMap<string, Target>>(new Map());

/** What a dialog says of the workers that it is about. */
type Selectable = Pick<Worker, 'id' | 'workerId' | 'zone' | 'currentJobCount' | 'assignedJobCount'>;

/** Maximum number of workers to select: an action sends a request for each. */
export const MOST_SELECTED = 5000;

const PAGE = 1000;

export const targetOf = (worker: Selectable): Target => ({
  id: worker.id,
  workerId: worker.workerId,
  zone: worker.zone,
  jobs: jobsOf(worker),
});

export function select(workers: readonly Selectable[], chosen: boolean): void {
  const next = new Map(selection.value);
  for (const worker of workers) {
    if (chosen) next.set(worker.id, targetOf(worker));
    else next.delete(worker.id);
  }
  selection.value = next;
}

export const clearSelection = (): void => void (selection.value = new Map());

/** Reads all workers that match the filters, up to {@link MOST_SELECTED}. */
export async function matching(filters: string): Promise<Target[]> {
  const found: Target[] = [];
  const query = new URLSearchParams(filters);
  query.set('fields', 'id,workerId,zone,currentJobCount,assignedJobCount');
  query.set('limit', String(PAGE));
  for (let cursor: string | null = ''; cursor !== null && found.length < MOST_SELECTED; ) {
    if (cursor !== '') query.set('cursor', cursor);
    const page: WorkerPage = await read<WorkerPage>(`?${query.toString()}`);
    found.push(...page.workers.map(targetOf));
    cursor = page.nextCursor;
  }
  return found.slice(0, MOST_SELECTED);
}
