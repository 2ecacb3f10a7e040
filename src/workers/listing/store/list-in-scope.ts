import type { Queryable } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const LIST_IN_SCOPE = statement(import.meta.url, './sql/list-in-scope.sql');

/** Returns those of the workers that are in the scope of a caller; all of them for the whole fleet. */
export async function listInScope(
  on: Queryable,
  ids: readonly string[],
  scope: string | null,
): Promise<readonly string[]> {
  if (scope === null) return ids;
  return (await on.query<{ id: string }>(LIST_IN_SCOPE, [ids, scope])).map(({ id }) => id);
}
