import { gapBefore, gapToleranceMs } from './gap.js';

const toleranceMs = gapToleranceMs(60_000);

describe('A recording', () => {
  it.each([
    ['on time reveals nothing', { lastSeen: 0, now: 1000 }, undefined],
    ['a little late reveals nothing', { lastSeen: 0, now: toleranceMs }, undefined],
    ['too late reveals a gap', { lastSeen: 0, now: toleranceMs + 1 }, { from: 0, until: toleranceMs + 1 }],
    ['after a refusal reveals a gap', { lastSeen: 0, now: 1000, refusedForMs: 0 }, { from: 0, until: 1000 }],
    [
      'after a heartbeat had waited for long reveals a gap since its arrival',
      { lastSeen: 9000, now: 10_000, refusedForMs: 3000 },
      { from: 7000, until: 10_000 },
    ],
    [
      'after the clock was set back reveals one without length',
      { lastSeen: 5000, now: 1000 },
      { from: 1000, until: 1000 },
    ],
  ])('%s', (_what, recording, gap) => {
    expect(gapBefore({ refusedForMs: undefined, toleranceMs, ...recording })).toEqual(gap);
  });

  it.each([
    [3000, 2500],
    [60_000, 3000],
    [300_000, 10_000],
  ])('of a lease of %d ms may be %d ms late', (leaseMs, tolerance) => {
    expect(gapToleranceMs(leaseMs)).toBe(tolerance);
  });
});
