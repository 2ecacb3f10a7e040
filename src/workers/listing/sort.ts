import { validate } from 'uuid';
import { choice, isStorable, type Rule } from '../../platform/validation/rule.js';

/** What the list can be sorted by. */
export const SORT_KEYS = ['workerId', 'name', 'zone', 'load', 'free', 'lastHeartbeat', 'health'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** The order of a list. */
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** A key, with `-` in front for the descending order. */
export const sortRule: Rule = choice(
  'sort',
  SORT_KEYS.flatMap((key) => [key, `-${key}`]),
);

/** Reads a value that the rule allows. */
export function readSort(value: string): Sort {
  const descending = value.startsWith('-');
  return { key: (descending ? value.slice(1) : value) as SortKey, descending };
}

/** The place of a worker in a sorted list. */
export interface SortPlace {
  /** The value of the key, as PostgreSQL writes it. */
  readonly value: string;
  readonly id: string;
}

/** Keys whose values are numbers. */
const NUMERIC: ReadonlySet<SortKey> = new Set(['load', 'free', 'lastHeartbeat', 'health']);

/** As PostgreSQL writes and reads them. */
const NUMBER = /^-?\d{1,20}(\.\d{1,20})?(e[+-]\d{1,2})?$/;

const nameOf = ({ key, descending }: Sort): string => `${descending ? '-' : ''}${key}`;

/** Returns a place as the cursor of the next page. */
export const cursorOf = (sort: Sort, { value, id }: SortPlace): string =>
  Buffer.from(JSON.stringify([nameOf(sort), value, id])).toString('base64url');

/** @returns undefined for anything that is no cursor of a list in this order */
export function readSortCursor(sort: Sort, cursor: string): SortPlace | undefined {
  const [name, value, id] = listIn(Buffer.from(cursor, 'base64url').toString());
  if (name !== nameOf(sort) || typeof value !== 'string' || typeof id !== 'string') return undefined;
  const fits = NUMERIC.has(sort.key) ? NUMBER.test(value) : isStorable(value);
  return fits && validate(id) ? { value, id } : undefined;
}

function listIn(json: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(json);
    return Array.isArray(read) ? (read as unknown[]) : [];
  } catch {
    return [];
  }
}
