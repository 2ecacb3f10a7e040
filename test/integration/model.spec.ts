import { BROKEN, simulate, witnessed } from '../../model/quint.mjs';

/** A broken model is found within some hundred traces; `npm run model` simulates thousands of the correct one. */
const MANY = 10_000;

/** A seed that finds a rare violation early; any other finds it too, later. */
const SEEDS: Readonly<Record<string, number>> = { renewalsOverwrite: 159_264 };

describe('The model of leases', () => {
  it('keeps its invariants, and reaches the situations that they are about', async () => {
    const { code, output } = await simulate('correct', { traces: 150, seed: 1 });

    expect([code, output]).toEqual([0, expect.stringContaining('No violation found')]);
    expect(Object.entries(witnessed(output)).filter(([, traces]) => !(traces > 0))).toEqual([]);
  });

  it.each(Object.entries(BROKEN))('is found broken as %s by %s', async (module, invariant) => {
    const { output } = await simulate(module, { traces: MANY, seed: SEEDS[module] ?? 1 });

    expect(output).toContain(`❌ ${invariant}`);
  });
});
