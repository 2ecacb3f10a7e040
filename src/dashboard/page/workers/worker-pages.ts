import { read } from '../api/client.js';
import type { Worker, WorkerPage } from '../api/types.js';

export const PAGE_SIZE = 200;

/** A loaded page: its cursor, its workers, and the cursor of the next page. */
interface Loaded {
  readonly cursor: string | null;
  readonly workers: readonly Worker[];
  readonly next: string | null;
}

/**
 * The list as far as it was scrolled, page by page. Pages are kept by their cursor: reading one again shows the same
 * workers in their current state, whatever changes elsewhere.
 */
export class WorkerPages {
  private pages: Loaded[] = [];

  /** @param query the filters in the form of the API */
  constructor(readonly query: string) {}

  get isComplete(): boolean {
    return this.pages.length > 0 && this.pages.at(-1)!.next === null;
  }

  /** All loaded workers, each once: one that moved between two requests may be on two pages. */
  get workers(): Worker[] {
    const seen = new Set<string>();
    return this.pages
      .flatMap(({ workers }) => workers)
      .filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined);
  }

  /** Appends the next page. A page without workers only means that the service read many rows in vain: continues. */
  async more(signal: AbortSignal): Promise<void> {
    while (!this.isComplete) {
      const last = this.pages.at(-1);
      const page = await this.read(last?.next ?? null, signal);
      this.pages.push(page);
      if (page.workers.length > 0) return;
    }
  }

  /** Refreshes the pages with rows `first` to `last`. Later pages that have shifted are dropped, to be loaded again. */
  async refresh(first: number, last: number, signal: AbortSignal): Promise<void> {
    let row = 0;
    for (let index = 0; index < this.pages.length; index += 1) {
      const before = this.pages[index]!;
      const from = row;
      row += before.workers.length;
      if (row < first || from > last) continue;
      const after = await this.read(before.cursor, signal);
      this.pages[index] = after;
      if (after.next === before.next) continue;
      const following = this.pages[index + 1];
      if (following !== undefined && row <= last)
        this.pages[index + 1] = { ...following, cursor: after.next };
      else this.pages.length = index + 1;
      if (after.next === null) this.pages.length = index + 1;
    }
  }

  private async read(cursor: string | null, signal: AbortSignal): Promise<Loaded> {
    const query = new URLSearchParams(this.query);
    query.set('limit', String(PAGE_SIZE));
    if (cursor !== null) query.set('cursor', cursor);
    const { workers, nextCursor } = await read<WorkerPage>(`?${query.toString()}`, signal);
    return { cursor, workers, next: nextCursor };
  }
}
