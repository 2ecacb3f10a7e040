import { closest as nearest, distance } from 'fastest-levenshtein';

/**
 * Maximum number of wrong letters by the length of a name: two short names are only a few letters apart,
 * whatever they mean.
 */
const slipsIn = (name: string): number => Math.min(4, Math.floor(name.length / 3));

/** Returns a name without case and separators: `max_concurrent_jobs` is `maxConcurrentJobs`. */
const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Returns `; did you mean …?` if a name differs from a known one by a typing error or a naming convention,
 * else nothing.
 * @param slips maximum number of wrong letters; default: by the length of the name
 */
export function closest(name: string, known: readonly string[], slips?: number): string {
  if (known.length === 0) return '';
  const meant = new Map(known.map((each) => [folded(each), each]));
  const word = folded(name);
  const candidate = nearest(word, [...meant.keys()]);
  const isSlip = distance(word, candidate) <= (slips ?? slipsIn(word)) || isSwapped(word, candidate);
  return isSlip && word !== '' ? `; did you mean ${meant.get(candidate)}?` : '';
}

/** Otherwise two swapped letters would count as two errors. */
const isSwapped = (name: string, candidate: string): boolean =>
  distance(name, candidate) === 2 && sorted(name) === sorted(candidate);

const sorted = (name: string): string => [...name].sort().join('');
