import { closest as nearest, distance } from 'fastest-levenshtein';

/**
 * Maximum number of wrong letters by the length of a name: two short names are only a few letters apart,
 * whatever they mean.
 */
const slipsIn = (name: string): number => Math.min(4, Math.floor(name.length / 3));

/** Longer names resemble none, and comparing them takes long. */
const LONG = 128;

/** Known names by their folded form, and these as a list. */
interface Folded {
  readonly meant: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

/** For lists that are asked about again. */
const foldedLists = new WeakMap<readonly string[], Folded>();

function foldedBy(known: readonly string[]): Folded {
  const before = foldedLists.get(known);
  if (before !== undefined) return before;
  const meant = new Map(known.map((each) => [folded(each), each]));
  const made = { meant, words: [...meant.keys()] };
  foldedLists.set(known, made);
  return made;
}

/** Returns a name without case and separators: `max_concurrent_jobs` is `maxConcurrentJobs`. */
const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Returns `; did you mean …?` if a name differs from a known one by a typing error or a naming convention,
 * else nothing.
 * @param known must not change later
 * @param slips maximum number of wrong letters; default: by the length of the name
 */
export function closest(name: string, known: readonly string[], slips?: number): string {
  if (known.length === 0 || name.length > LONG) return '';
  const { meant, words } = foldedBy(known);
  const word = folded(name);
  const candidate = nearest(word, words);
  const isSlip = distance(word, candidate) <= (slips ?? slipsIn(word)) || isSwapped(word, candidate);
  return isSlip && word !== '' ? `; did you mean ${meant.get(candidate)}?` : '';
}

/** Otherwise two swapped letters would count as two errors. */
const isSwapped = (name: string, candidate: string): boolean =>
  name.length === candidate.length && distance(name, candidate) === 2 && sorted(name) === sorted(candidate);

const sorted = (name: string): string => [...name].sort().join('');
