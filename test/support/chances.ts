import * as fc from 'fast-check';

/** Seed of all random values in tests. The same seed produces the same values. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);

/** The long form of `npm run test:fuzz`: another seed each time, and more runs. */
export const LONG = process.env['FUZZ_RUNS'] !== undefined;

/** Runs of a property: the given number in `npm test`, twenty times as many in the long form. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: LONG ? 20 * count : count };
}

/** Time for a slow property: ample in `npm test`, and an hour in the long form. */
export const SLOW_MS = LONG ? 3_600_000 : 120_000;

fc.configureGlobal({ seed: SEED, ...runs(100) });
if (LONG) jest.setTimeout(SLOW_MS);

/** The library, with its seed set: tests import it only from here, so that none has a seed of its own. */
export * as fc from 'fast-check';
