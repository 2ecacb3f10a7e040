import { fc } from './chances.js';

/** Length of a simulation step. */
export const STEP_MS = 250;

/**
 * Faults of an instance: `killed` and `suspended` do not answer, and the killed one returns with another
 * number; `cut off` refuses everything and cannot record itself; `refusing` can. `row locked` refuses the
 * worker at every instance.
 */
const FAULTS = ['killed', 'suspended', 'cut off', 'refusing', 'row locked'] as const;
export interface Fault {
  readonly kind: (typeof FAULTS)[number];
  readonly place: 0 | 1;
  readonly from: number;
  readonly ms: number;
}
interface Jump {
  readonly at: number;
  readonly byMs: number;
}
export interface World {
  readonly faults: readonly Fault[];
  readonly jumps: readonly Jump[];
  /**
   * How the worker finds an instance: it knows one, it knows both, or a balancer sends it to one that seems
   * healthy.
   */
  readonly knows: 'one' | 'both' | 'balancer';
  readonly sweepMs: number;
  readonly chances: readonly number[];
}

export const LIFE_MS = 600_000;
const fault = fc.record({
  kind: fc.constantFrom(...FAULTS),
  place: fc.constantFrom(0 as const, 1 as const),
  from: fc.integer({ min: 0, max: LIFE_MS }),
  ms: fc.oneof(fc.integer({ min: STEP_MS, max: 6000 }), fc.integer({ min: STEP_MS, max: 150_000 })),
});
/** Short faults of one instance in close succession, which keep hitting the attempts of the worker. */
const flicker = fc
  .record({
    each: fault,
    count: fc.integer({ min: 2, max: 30 }),
    everyMs: fc.integer({ min: 1000, max: 40_000 }),
  })
  .map(({ each, count, everyMs }) =>
    Array.from({ length: count }, (_, index) => ({
      ...each,
      ms: Math.min(each.ms, 5000),
      from: each.from + index * everyMs,
    })),
  );
const jump = fc.record({
  at: fc.integer({ min: 0, max: LIFE_MS }),
  byMs: fc.integer({ min: -4_000_000, max: 4_000_000 }),
});
export const world: fc.Arbitrary<World> = fc.record({
  faults: fc
    .array(
      fc.oneof(
        fault.map((each) => [each]),
        flicker,
      ),
      { maxLength: 8 },
    )
    .map((faults) => faults.flat()),
  jumps: fc.array(jump, { maxLength: 2 }),
  knows: fc.constantFrom('one', 'both', 'balancer'),
  sweepMs: fc.integer({ min: 500, max: 30_000 }),
  chances: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 }),
});
