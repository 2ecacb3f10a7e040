import { columnOf } from './choose-columns.js';
import type { Listing } from './listing.js';

/**
 * Sorts items by a column or a field; `-name` sorts in descending order. Names with numbers sort as people expect:
 * zone-2 before zone-10. Items without a value are last.
 * @throws Failure (usage) for an unknown column
 */
export function sortItems<Item>(
  { columns }: Listing<Item>,
  items: readonly Item[],
  key: string | undefined,
): readonly Item[] {
  if (key === undefined) return items;
  const isDescending = key.startsWith('-');
  const { of } = columnOf(columns, isDescending ? key.slice(1) : key, items[0]);
  const keyed = items.map((item) => ({ item, value: of(item) ?? undefined }));
  const sign = isDescending ? -1 : 1;
  return keyed
    .toSorted((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined);
      return sign * compare(a.value, b.value);
    })
    .map(({ item }) => item);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return NATURAL.compare(textOf(a), textOf(b));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const NATURAL = new Intl.Collator('en', { numeric: true });
