import { validationFailed } from '../errors/domain-error.js';
import { shapeOf } from './field.js';
import { readBody } from './read-body.js';
import { judgeNames, type JudgedNames } from './unknown-names.js';

/** Parameters that browsers and libraries add to bypass caches. */
export const CACHE_BUSTER = '_';

/**
 * Reads the filters of a list from its query. An unknown one is refused: a list without a filter that its caller meant
 * looks as if the filter had worked.
 * @param kind what the parameters are
 * @throws DomainError `validation_failed`
 */
export function readFilters<T extends object>(Query: new () => T, query: unknown, kind = 'filter'): T {
  const { value, errors, warnings, unknown } = readBody(Query, asked(query));
  const faults = warnings.map((warning, index) => ({
    field: unknown[index] ?? '',
    message: warning.replace('nknown field', `nknown ${kind}`).replace(/ (was|were) dropped/, ''),
  }));
  if (errors.length + faults.length > 0) throw validationFailed([...errors, ...faults]);
  return value;
}

/**
 * Reads the options of a route from its query. An unknown name that may be meant as one of them is refused; any other is
 * dropped, and {@link judgeQuery} names it.
 * @throws DomainError `validation_failed`
 */
export function readQuery<T extends object>(Query: new () => T, query: unknown): T {
  const { value, errors } = readBody(Query, asked(query));
  const { faults, warnings } = judgeQuery(Query, query);
  if (errors.length + faults.length > 0) throw validationFailed([...errors, ...faults], warnings);
  return value;
}

/** Judges the unknown names of a query; of any query where the route has no options. */
export function judgeQuery(Query: (new () => object) | undefined, query: unknown): JudgedNames {
  const known = Query === undefined ? [] : [...shapeOf(Query).names];
  const unknown = Object.keys(asked(query)).filter((name) => !known.includes(name));
  return judgeNames(unknown, known, 'query parameter');
}

/** Returns a query without what no route reads. */
export function asked(query: unknown): Record<string, unknown> {
  const { [CACHE_BUSTER]: _, ...rest } = (query ?? {}) as Record<string, unknown>;
  return rest;
}
