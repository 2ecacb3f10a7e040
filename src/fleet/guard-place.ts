/** Where a guard is: in the fleet, or in a zone; '' stands for the workers without a zone. */
export interface GuardPlace {
  readonly scope: 'zone' | 'fleet';
  readonly zone: string;
}

/** A guard as answers have it: the zone is null for the fleet, and for the workers without a zone. */
interface ShownPlace {
  readonly scope: string;
  readonly zone: string | null;
}

/** `zone eu-1`, `the fleet` or `the workers without a zone`. */
export function guardSubject({ scope, zone }: ShownPlace): string {
  if (scope === 'fleet') return 'the fleet';
  return zone === null || zone === '' ? 'the workers without a zone' : `zone ${zone}`;
}

/** `Workers of zone eu-1`, `Workers of the fleet` or `Workers without a zone`: the subject of a sentence. */
export function guardedWorkers({ scope, zone }: ShownPlace): string {
  const isNone = scope !== 'fleet' && (zone === null || zone === '');
  return isNone ? 'Workers without a zone' : `Workers of ${guardSubject({ scope, zone })}`;
}

/**
 * Returns the name of a guard in paths and answers: `_fleet`, `_none` for the workers without a zone, or the zone. A zone
 * that begins with `_` has one more in front.
 */
export function guardNameOf({ scope, zone }: ShownPlace): string {
  if (scope === 'fleet') return '_fleet';
  if (zone === null || zone === '') return '_none';
  return zone.startsWith('_') ? `_${zone}` : zone;
}

/** Returns the guard of a name in a path; undefined if no guard can have it. */
export function guardPlaceOf(name: string): GuardPlace | undefined {
  if (name === '_fleet') return { scope: 'fleet', zone: '' };
  if (name === '_none') return { scope: 'zone', zone: '' };
  if (!name.startsWith('_')) return { scope: 'zone', zone: name };
  return name.startsWith('__') ? { scope: 'zone', zone: name.slice(1) } : undefined;
}
