import { validationFailed } from '../errors/domain-error.js';
import { readBody } from './read-body.js';

/** What browsers and libraries add so that no cache answers. */
const CACHE_BUSTER = '_';

/**
 * The filters of a list from its query. An unknown one is refused: a filter with a slip in its name would list
 * everything, and look as if it had worked.
 * @throws DomainError `validation_failed`
 */
export function readQuery<T extends object>(Query: new () => T, query: unknown): T {
  const { [CACHE_BUSTER]: _, ...asked } = (query ?? {}) as Record<string, unknown>;
  const { value, errors, warnings, unknown } = readBody(Query, asked);
  const slips = warnings.map((warning, index) => ({
    field: unknown[index] ?? '',
    message: warning.replace('Unknown field', 'Unknown filter').replace(' was dropped', ''),
  }));
  const faults = [...errors, ...slips];
  if (faults.length > 0) throw validationFailed(faults);
  return value;
}
