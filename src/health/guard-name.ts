import type { SilenceLevel } from './guard.js';

/** What a path names: the guard of the fleet, or that of a zone. */
export type GuardPlace = Pick<SilenceLevel, 'scope' | 'zone'>;

/**
 * Returns the guard that a path names: `_fleet`, `_none` for workers without a zone, or a zone. A zone whose name begins
 * with `_` has one more in front; the `name` of a guard in answers has that form.
 */
export function guardPlaceOf(name: string): GuardPlace | undefined {
  if (name === '_fleet') return { scope: 'fleet', zone: '' };
  if (name === '_none') return { scope: 'zone', zone: '' };
  if (!name.startsWith('_')) return { scope: 'zone', zone: name };
  return name.startsWith('__') ? { scope: 'zone', zone: name.slice(1) } : undefined;
}
