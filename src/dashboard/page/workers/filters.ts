/** The filters of the list; with the same names in the address and in the query of the API. */
export const FILTERS = [
  'text',
  'status',
  'health',
  'presence',
  'order',
  'suspect',
  'zone',
  'tag',
  'capability',
  'version',
  'host',
  'minAvailableCapacity',
] as const;
export type Filter = (typeof FILTERS)[number];

/**
 * Returns the query of the API; `zone=` means workers without a zone, so an empty value differs from none. Health is
 * that of present workers: the last verdict on a worker that is lost or has left says nothing.
 * @param without filters that are left out, as for their own counts
 */
export function apiQueryOf(search: URLSearchParams, without: readonly Filter[] = []): string {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null && (value !== '' || name === 'zone') && !without.includes(name))
      query.set(name, value);
  }
  if (query.has('health') && !query.has('presence')) query.set('presence', 'PRESENT');
  return query.toString();
}

/** Returns the query of the API for the rows of the list, in the order of the address. */
export function listQueryOf(search: URLSearchParams): string {
  const query = new URLSearchParams(apiQueryOf(search));
  const sort = search.get('sort');
  if (sort) query.set('sort', sort);
  return query.toString();
}

export const isFiltered = (search: URLSearchParams): boolean => apiQueryOf(search) !== '';

/** Returns the values of a filter that accepts several. */
export const valuesIn = (search: URLSearchParams, name: Filter): string[] =>
  (search.get(name) ?? '').split(',').filter(Boolean);

/** Adds or removes one value. */
export function toggled(values: readonly string[], value: string): string {
  return (values.includes(value) ? values.filter((each) => each !== value) : [...values, value]).join(',');
}
