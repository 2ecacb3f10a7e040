import { wrongUsage } from '../failure.js';
import type { Column, Listing } from './listing.js';

/**
 * Returns the columns that the user names, in that order: by name in any case, or a field of the items, such as
 * `order.reason`.
 * @param sample an item, if there is one
 * @throws Failure (usage) for a name that is neither
 */
export function columnsOf<Item>(
  { columns }: Listing<Item>,
  names: readonly string[] | undefined,
  isWide: boolean,
  sample: Item | undefined,
): readonly Column<Item>[] {
  if (names === undefined) return isWide ? columns : columns.filter(({ wide }) => wide !== true);
  return names.map((name) => columnOf(columns, name, sample));
}

/** @throws Failure (usage) for a name that is neither a column nor a field */
export function columnOf<Item>(
  columns: readonly Column<Item>[],
  name: string,
  sample: Item | undefined,
): Column<Item> {
  const known = columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known;
  const path = name.split('.');
  if (sample !== undefined && fieldOf(sample, path) === undefined)
    throw wrongUsage(
      `There is no column ${name}`,
      `Use ${columns.map((each) => each.name).join(', ')}, or a field of the JSON output.`,
    );
  return { name, of: (item) => fieldOf(item, path) };
}

/** Returns the field at a path; undefined if the item cannot have it, null if it has no value. */
function fieldOf(item: unknown, path: readonly string[]): unknown {
  let value = item;
  for (const part of path) {
    if (value === null) return null;
    if (typeof value !== 'object' || value === undefined || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
