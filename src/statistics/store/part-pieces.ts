import { termsOfScope } from '../../identity/access/worker-scope.js';
import type { Scope } from '../../identity/scope.js';

/** The piece `in_part` of statements about the whole fleet. */
export const WHOLE_FLEET = { in_part: 'true' } as const;

/**
 * Returns the piece `in_part` of statements about the part that a key is limited to: whether a worker s is in it.
 * @param terms number of the parameter with the terms of the scope; the prefix of its workerIds is the next one
 */
export const inPart = (terms: number): { readonly in_part: string } => ({
  in_part: `EXISTS (
    SELECT FROM worker_registration.worker AS part
    WHERE part.id = s.id AND part.terms @> $${terms}::text[] AND starts_with(part.worker_id, $${terms + 1}::text)
  )`,
});

/** Returns the parameters of {@link inPart}; none for the whole fleet. */
export function partValues(part: Scope | null): readonly unknown[] {
  if (part === null) return [];
  const { terms, prefix } = termsOfScope(part);
  return [terms, prefix];
}
