import { closest as nearest, distance } from 'fastest-levenshtein';

/** `; did you mean …?` for a name that is a slip of the keyboard away from a known one, else nothing. */
export function closest(name: string, known: readonly string[]): string {
  const candidate = nearest(name, known);
  return distance(name, candidate) <= 4 ? `; did you mean ${candidate}?` : '';
}
