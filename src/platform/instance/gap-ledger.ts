import type { CountedGaps, Stretch } from './gap-effect.js';

/** An instance, alive or gone; times are milliseconds of the database clock. */
export interface LedgerInstance {
  readonly number: number;
  readonly seenAt: number;
  /** The instance that declared this one gone; null while it is alive. */
  readonly heir: number | null;
  /** When it was declared gone. */
  readonly goneAt: number | null;
}

/** What the database knows about the gaps of all instances. */
export interface GapLedger {
  readonly now: number;
  readonly instances: readonly LedgerInstance[];
  readonly gaps: readonly (Stretch & { readonly instance: number })[];
  /** A living instance that was not seen for longer is in a gap. */
  readonly toleranceMs: number;
}

/**
 * Instances record themselves once a second: a record later than this is from before the clock was set back.
 */
const CLOCK_TOLERANCE_MS = 1000;

/**
 * Determines which gaps count for the workers of each instance. After an instance was declared gone, the gaps
 * of its heir count for its workers, and so on along the line.
 */
export function gapsByInstance(ledger: GapLedger): Map<number, CountedGaps> {
  const instances = new Map(ledger.instances.map((each) => [each.number, each]));
  const recorded = recordedGaps(ledger);
  const gapsOf = (number: number): readonly Stretch[] => recorded.get(number) ?? [];
  const inherited = (number: number, passed: ReadonlySet<number>): readonly Stretch[] => {
    const { heir, goneAt } = instances.get(number) ?? { heir: null, goneAt: null };
    if (heir === null || goneAt === null || passed.has(heir)) return gapsOf(number);
    const later = inherited(heir, new Set([...passed, heir])).filter(({ until }) => until >= goneAt);
    return [...gapsOf(number), ...later.map(({ from, until }) => ({ from: Math.max(from, goneAt), until }))];
  };
  /** An instance that was seen in the future has not noticed yet that the clock was set back. */
  const setBack = (number: number): readonly Stretch[] => {
    const { seenAt, heir } = instances.get(number)!;
    const isAhead = heir === null && seenAt - ledger.now > CLOCK_TOLERANCE_MS;
    return isAhead ? [{ from: ledger.now, until: ledger.now }] : [];
  };
  const all = ledger.instances.map(({ number }): [number, CountedGaps] => {
    const others = [...recorded].filter(([other]) => other !== number).map(([, gaps]) => gaps);
    return [number, { own: [...inherited(number, new Set([number])), ...setBack(number)], others }];
  });
  return new Map(all);
}

/** Returns the gaps of each instance, including a current one. */
function recordedGaps({ now, instances, gaps, toleranceMs }: GapLedger): Map<number, readonly Stretch[]> {
  const recorded = new Map<number, Stretch[]>();
  const add = (instance: number, gap: Stretch): void => {
    const known = recorded.get(instance);
    if (known === undefined) recorded.set(instance, [gap]);
    else known.push(gap);
  };
  for (const { instance, from, until } of gaps) add(instance, { from, until });
  for (const { number, seenAt, heir } of instances) {
    if (heir === null && now - seenAt > toleranceMs) add(number, { from: seenAt, until: now });
  }
  return recorded;
}
