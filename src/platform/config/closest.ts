import { closest as nearest, distance } from 'fastest-levenshtein';

/** Of a short name every other short one is only some letters away: at most half of it may be wrong. */
const slipsIn = (name: string): number => Math.min(4, Math.floor(name.length / 2));

/** `; did you mean …?` for a name that is a slip of the keyboard away from a known one, else nothing. */
export function closest(name: string, known: readonly string[]): string {
  const candidate = nearest(name, known);
  return distance(name, candidate) <= slipsIn(name) ? `; did you mean ${candidate}?` : '';
}
