import { isObject } from '../../platform/validation/is-object.js';
import { readBody } from '../../platform/validation/read-body.js';
import type { Rule } from '../../platform/validation/rule.js';
import { notThis } from '../../platform/validation/shown.js';
import { WorkerFiltersQuery } from '../../workers/listing/dto/list-workers.query.js';

/** A filter in JSON may be a number, true or false, which a query has as text. */
const asQuery = (select: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(select).map(([name, value]) => [
      name,
      typeof value === 'boolean' || typeof value === 'number' ? String(value) : (value as unknown),
    ]),
  );

/** Empty, these match all workers, or none. An empty zone is that of the workers without one. */
const NOT_EMPTY = new Set(['text', 'host', 'version']);

const emptyFilters = (select: object): string[] =>
  Object.entries(select)
    .filter(([name, value]) => NOT_EMPTY.has(name) && typeof value === 'string' && value.trim() === '')
    .map(([name]) => `${name} must not be empty`);

/** Whether every worker matches: without a value, or with a minimum of no slots. */
const isNoFilter = ([name, value]: [string, unknown]): boolean =>
  value === null || value === undefined || (name === 'minAvailableCapacity' && Number(value) === 0);

/** Filters of the list as a field of a body. An unknown one is refused, as in the list. */
export const selectionRule: Rule = {
  schema: { type: () => WorkerFiltersQuery },
  check: (value) => {
    if (!isObject(value)) return `Select must be a JSON object with filters of the list${notThis(value)}`;
    const { errors, warnings } = readBody(WorkerFiltersQuery, asQuery(value));
    const unknown = warnings.map((warning) =>
      warning.replace('nknown field', 'nknown filter').replace(/ (was|were) dropped/, ''),
    );
    const faults = [...errors.map(({ message }) => message), ...unknown, ...emptyFilters(value)].join('; ');
    if (faults !== '') return faults;
    return Object.entries(value).every(isNoFilter)
      ? 'Select must have at least one filter; for all workers that are present, send {"presence": "PRESENT"}'
      : undefined;
  },
};

/** Reads filters that {@link selectionRule} accepts. */
export const readSelection = (select: object): WorkerFiltersQuery =>
  readBody(WorkerFiltersQuery, asQuery(select)).value;
