import { read } from '../api/client.js';
import type { Worker, WorkerPage } from '../api/types.js';

export const PAGE_SIZE = 200;

/** A page that is loaded: where it begins, what is on it, and where the next one begins. */
interface Loaded {
  readonly cursor: string | null;
  readonly workers: readonly Worker[];
  readonly next: string | null;
}

/**
 * The list as far as it was scrolled, page by page. Pages are kept by their cursor: reading one again shows the same workers
 * as they are now, whatever comes or goes elsewhere.
 */
export class WorkerPages {
  private pages: Loaded[] = [];

  /** @param query the filters as the API takes them */
  constructor(private readonly query: string) {}

  get isComplete(): boolean {
    return this.pages.length > 0 && this.pages.at(-1)!.next === null;
  }

  /** All that is loaded, each worker once: one that moved between two readings may be on two pages. */
  get workers(): Worker[] {
    const seen = new Set<string>();
    return this.pages
      .flatMap(({ workers }) => workers)
      .filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined);
  }

  /** Appends the next page. One without workers only says that the service looked at many rows in vain: it goes on. */
  async more(signal: AbortSignal): Promise<void> {
    while (!this.isComplete) {
      const last = this.pages.at(-1);
      const page = await this.read(last?.next ?? null, signal);
      this.pages.push(page);
      if (page.workers.length > 0) return;
    }
  }

  /** Reads the pages anew that hold rows `first` to `last`. What lies behind them and has shifted is dropped, to be loaded again. */
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
    const { workers, nextCursor } = await read<WorkerPage>(`/?${query.toString()}`, signal);
    return { cursor, workers, next: nextCursor };
  }
}
