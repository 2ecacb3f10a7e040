import { signal } from '@preact/signals';

/** The selected workers, by id, with their names. */
export const selection = signal<ReadonlyMap<string, string>>(new Map());

export function select(workers: readonly { id: string; workerId: string }[], chosen: boolean): void {
  const next = new Map(selection.value);
  for (const { id, workerId } of workers) {
    if (chosen) next.set(id, workerId);
    else next.delete(id);
  }
  selection.value = next;
}

export const clearSelection = (): void => void (selection.value = new Map());
