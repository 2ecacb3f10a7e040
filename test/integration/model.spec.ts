import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROKEN, simulate, witnessed } from '../../model/quint.mjs';
import { replayTrace, tracesIn } from '../faults/history/trace.js';

/** A broken model is found within some hundred traces; `npm run model` simulates thousands of the correct one. */
const MANY = 10_000;

/** A seed that finds a rare violation early; any other finds it too, later. */
const SEEDS: Readonly<Record<string, number>> = { renewalsOverwrite: 159_264 };

/**
 * What the replay of recorded histories says about the traces of broken models. Each start of Quint takes seconds, so that
 * only `npm run model` tries all of them.
 */
const REPLAYED: Readonly<Record<string, RegExp>> = {
  fencesRestart: /two assignments have fence/,
  guardIgnored: /a held worker failed/,
  renewalsOverwrite: /the lease ends at/,
};

let recorded: string;
beforeAll(() => {
  recorded = mkdtempSync(join(tmpdir(), 'model-'));
});
afterAll(() => rmSync(recorded, { recursive: true }));

describe('The model of leases', () => {
  it('keeps its invariants, and reaches the situations that they cover', async () => {
    const { code, output } = await simulate('correct', { traces: 150, seed: 1, recorded });

    expect([code, output]).toEqual([0, expect.stringContaining('No violation found')]);
    expect(Object.entries(witnessed(output)).filter(([, traces]) => !(traces > 0))).toEqual([]);
    const traces = tracesIn(recorded, 'correct');
    expect(traces.length).toBeGreaterThan(5);
    expect(traces.flatMap(replayTrace)).toEqual([]);
  });

  it.each(Object.entries(REPLAYED))('detects the broken variant %s', async (module, why) => {
    const { output } = await simulate(module, { traces: MANY, seed: SEEDS[module] ?? 1, recorded });

    expect(output).toContain(`❌ ${BROKEN[module]}`);
    const forbidden = tracesIn(recorded, module).flatMap(replayTrace);
    expect(forbidden.map(({ why }) => why)).toContainEqual(expect.stringMatching(why));
  });
});
