/** What the list is filtered by; the same names in the address bar and in the query of the API. */
export const FILTERS = [
  'text',
  'status',
  'health',
  'zone',
  'tag',
  'capability',
  'version',
  'minAvailableCapacity',
] as const;
export type Filter = (typeof FILTERS)[number];

/** The query of the API; `zone=` means workers without one, so that an empty value is told from none. */
export function apiQueryOf(search: URLSearchParams): string {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null && (value !== '' || name === 'zone')) query.set(name, value);
  }
  return query.toString();
}

export const isFiltered = (search: URLSearchParams): boolean => apiQueryOf(search) !== '';

/** The values of a filter that takes several. */
export const valuesIn = (search: URLSearchParams, name: Filter): string[] =>
  (search.get(name) ?? '').split(',').filter(Boolean);

/** The same with one value more or less. */
export function toggled(values: readonly string[], value: string): string {
  return (values.includes(value) ? values.filter((each) => each !== value) : [...values, value]).join(',');
}
