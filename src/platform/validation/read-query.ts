import { validationFailed } from '../errors/domain-error.js';
import { readBody } from './read-body.js';
import { unknownFaults } from './require-body.js';

/** Parameters that browsers and libraries add to bypass caches. */
export const CACHE_BUSTER = '_';

/**
 * Reads the filters of a list from its query. Unknown ones are refused: a filter with a misspelt name would
 * list everything, and seem to work.
 * @throws DomainError `validation_failed`
 */
export function readQuery<T extends object>(Query: new () => T, query: unknown): T {
  const { [CACHE_BUSTER]: _, ...asked } = (query ?? {}) as Record<string, unknown>;
  const read = readBody(Query, asked);
  const faults = [...read.errors, ...unknownFaults(read, 'filter')];
  if (faults.length > 0) throw validationFailed(faults);
  return read.value;
}
