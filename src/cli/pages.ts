import type { Client, Query } from './client.js';

/** Maximum page size of the server. */
const PAGE = 1000;

interface Page {
  readonly nextCursor: string | null;
}

/**
 * Yields the items of a list, page by page, up to `limit`.
 * @param pick returns the items of a page
 * @returns the items of each page; `more` in the last one says whether the list continues
 */
export async function* pages<Item>(
  client: Client,
  path: string,
  query: Query,
  limit: number,
  pick: (body: never) => readonly Item[],
): AsyncGenerator<{ items: readonly Item[]; more: boolean }> {
  let cursor: string | null = null;
  let left = limit;
  do {
    const at: Query = cursor === null ? {} : { cursor };
    const body: Page = await client.get<Page>(path, { ...query, ...at, limit: String(Math.min(left, PAGE)) });
    const items = pick(body as never);
    left -= items.length;
    cursor = body.nextCursor;
    yield { items, more: cursor !== null };
  } while (cursor !== null && left > 0);
}
