import type { Client, Query } from './client.js';

/** The most that the server gives at once. */
const PAGE = 1000;

interface Page {
  readonly nextCursor: string | null;
}

/**
 * What a list holds, page by page, until there are `limit` or no more.
 * @param pick where the items of a page are
 * @returns the items of each page; `more` says in the last one whether the list goes on
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
