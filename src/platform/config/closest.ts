import { closest as nearest, distance } from 'fastest-levenshtein';

/** How many letters of a name may be wrong: two short names are only a few letters apart, whatever they mean. */
const slipsIn = (name: string): number => Math.min(4, Math.floor(name.length / 3));

/** A name without case and separators: `max_concurrent_jobs` is `maxConcurrentJobs`. */
const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * `; did you mean …?` for a name that is a slip of the keyboard, or a convention, away from a known one, else nothing.
 * @param slips how many letters may be wrong; by the length of the name where left out
 */
export function closest(name: string, known: readonly string[], slips?: number): string {
  if (known.length === 0) return '';
  const meant = new Map(known.map((each) => [folded(each), each]));
  const word = folded(name);
  const candidate = nearest(word, [...meant.keys()]);
  const isSlip = distance(word, candidate) <= (slips ?? slipsIn(word)) || isSwapped(word, candidate);
  return isSlip && word !== '' ? `; did you mean ${meant.get(candidate)}?` : '';
}

/** Two neighbouring letters in the wrong order count as two slips otherwise. */
const isSwapped = (name: string, candidate: string): boolean =>
  distance(name, candidate) === 2 && sorted(name) === sorted(candidate);

const sorted = (name: string): string => [...name].sort().join('');
