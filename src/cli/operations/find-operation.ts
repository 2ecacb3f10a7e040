import type { OperationPageDto } from '../../operations/dto/operation.dto.js';
import type { Client } from '../client.js';
import { wrongUsage } from '../failure.js';

/** The first digits of an id say when the operation was created: those of one minute share eight. */
const BEGINNING = /^[\da-f][\da-f-]{3,34}$/i;
const SEARCHED = '1000';
const MOST_NAMED = 5;

/**
 * Returns the path of an operation, named by its id or by the beginning of it.
 * @throws Failure (usage) if several of the latest operations begin so
 */
export async function pathOfOperation(client: Client, asked: string): Promise<string> {
  const path = (id: string): string => `/operations/${encodeURIComponent(id)}`;
  if (!BEGINNING.test(asked)) return path(asked);
  const { operations } = await client.get<OperationPageDto>('/operations', { limit: SEARCHED });
  const found = operations.filter(({ id }) => id.startsWith(asked.toLowerCase()));
  if (found.length <= 1) return path(found[0]?.id ?? asked);
  const named = found.slice(0, MOST_NAMED).map(({ id, kind, reason }) => `${id} (${kind}: ${reason})`);
  const more = found.length > named.length ? `, and ${found.length - named.length} more` : '';
  throw wrongUsage(
    `${found.length} operations begin with ${asked}`,
    `Use more of the id: ${named.join(', ')}${more}`,
  );
}
