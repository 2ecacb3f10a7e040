/** Fields that differ between any two workers, and say nothing about what is wrong with one. */
const ALWAYS: ReadonlySet<string> = new Set([
  'id',
  'workerId',
  'lastHeartbeat',
  'leaseExpiresAt',
  'heartbeatCount',
  'registeredAt',
  'lastRegisteredAt',
  'messageAt',
]);

/** A field in which two workers differ, with both values; null where a worker lacks it. */
export interface Difference {
  /** Of an object as `order.kind`. */
  readonly field: string;
  readonly values: readonly [unknown, unknown];
}

/** Returns the fields in which two workers differ, without names and times, which always do. */
export function differencesOf(one: object, other: object): Difference[] {
  const [left, right] = [flat(one), flat(other)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((field) => !ALWAYS.has(field))
    .map((field): Difference => ({ field, values: [left.get(field) ?? null, right.get(field) ?? null] }))
    .filter(({ values: [first, second] }) => JSON.stringify(first) !== JSON.stringify(second));
}

function flat(value: object, prefix = ''): Map<string, unknown> {
  const entries = Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? [...flat(each, `${prefix}${name}.`)]
      : [[prefix + name, each] as const],
  );
  return new Map(entries);
}

/** Formats a value of a difference; null if there is none. */
export function differenceText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(differenceText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
