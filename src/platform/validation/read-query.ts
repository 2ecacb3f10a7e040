import { validationFailed } from '../errors/domain-error.js';
import { readBody } from './read-body.js';
import { unknownFaults } from './require-body.js';

/** What browsers and libraries add so that no cache answers. */
export const CACHE_BUSTER = '_';

/**
 * The filters of a list from its query. An unknown one is refused: a filter with a slip in its name would list
 * everything, and look as if it had worked.
 * @throws DomainError `validation_failed`
 */
export function readQuery<T extends object>(Query: new () => T, query: unknown): T {
  const { [CACHE_BUSTER]: _, ...asked } = (query ?? {}) as Record<string, unknown>;
  const read = readBody(Query, asked);
  const faults = [...read.errors, ...unknownFaults(read, 'filter')];
  if (faults.length > 0) throw validationFailed(faults);
  return read.value;
}
