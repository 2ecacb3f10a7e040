/** The filters of the list; with the same names in the address and in the query of the API. */
export const FILTERS = [
  'text',
  'status',
  'health',
  'presence',
  'suspect',
  'zone',
  'tag',
  'capability',
  'version',
  'minAvailableCapacity',
] as const;
export type Filter = (typeof FILTERS)[number];

/** Returns the query of the API; `zone=` means workers without a zone, so an empty value differs from none. */
export function apiQueryOf(search: URLSearchParams): string {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null && (value !== '' || name === 'zone')) query.set(name, value);
  }
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
