/**
 * What workers of a credential may register with, now and later with their own tokens; null, in any field,
 * for anything. Join tokens define them when they are created; an API key with a scope has those that keep
 * its workers in the scope.
 */
export interface Bounds {
  /** Tags that they may have. */
  readonly tags: readonly string[] | null;
  /** A tag that they must have. */
  readonly requiredTag: string | null;
  /** Pattern that their workerId must match: `*` stands for any characters, `?` for one. */
  readonly workerId: string | null;
  readonly zone: string | null;
  /** Capabilities that they may have: `java` with any value, or `java=17`. */
  readonly capabilities: readonly string[] | null;
  /** The maximum of `maxConcurrentJobs`. */
  readonly maxSlots: number | null;
  /** Networks from which they must register. */
  readonly cidrs: readonly string[] | null;
}

export const NO_BOUNDS: Bounds = {
  tags: null,
  requiredTag: null,
  workerId: null,
  zone: null,
  capabilities: null,
  maxSlots: null,
  cidrs: null,
};

/** Returns the bounds that are set, as a token holds them; undefined if there are none. */
export function claimOf(bounds: Bounds): Partial<Bounds> | undefined {
  const binding = Object.entries(bounds).filter(([, value]) => value !== null);
  return binding.length === 0 ? undefined : Object.fromEntries(binding);
}
