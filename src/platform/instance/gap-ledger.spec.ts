import { gapsByInstance, type GapLedger, type LedgerInstance } from './gap-ledger.js';

const NOW = 100_000;
const alive = (number: number, seenAt = NOW): LedgerInstance => ({
  number,
  seenAt,
  heir: null,
  goneAt: null,
});
const gone = (number: number, heir: number, goneAt: number): LedgerInstance => ({
  number,
  seenAt: goneAt - 10_000,
  heir,
  goneAt,
});
const ledger = (given: Partial<GapLedger>): GapLedger => ({
  now: NOW,
  instances: [],
  gaps: [],
  toleranceMs: 2500,
  ...given,
});

describe('For the workers of an instance', () => {
  it('its own gaps count, and gaps of others make silences uncertain', () => {
    const gaps = [
      { instance: 1, from: 10, until: 20 },
      { instance: 2, from: 30, until: 40 },
    ];
    const counted = gapsByInstance(ledger({ instances: [alive(1), alive(2)], gaps }));
    expect(counted.get(1)).toEqual({ own: [{ from: 10, until: 20 }], others: [[{ from: 30, until: 40 }]] });
  });

  it.each([
    ['that it is in', alive(1, NOW - 5000), [{ from: NOW - 5000, until: NOW }]],
    [
      'without length if it was seen in the future, before the clock was set back',
      alive(1, NOW + 5000),
      [{ from: NOW, until: NOW }],
    ],
  ])('the gap %s counts', (_what, instance, own) => {
    expect(gapsByInstance(ledger({ instances: [instance] })).get(1)!.own).toEqual(own);
  });

  it('the gaps of its successive heirs count from its end on', () => {
    const instances = [gone(1, 2, 30_000), gone(2, 3, 60_000), alive(3)];
    const gaps = [
      { instance: 1, from: 20_000, until: 30_000 },
      { instance: 2, from: 25_000, until: 28_000 },
      { instance: 2, from: 29_000, until: 35_000 },
      { instance: 2, from: 50_000, until: 60_000 },
      { instance: 3, from: 10_000, until: 59_000 },
      { instance: 3, from: 70_000, until: 71_000 },
    ];
    expect(gapsByInstance(ledger({ instances, gaps })).get(1)!.own).toEqual([
      { from: 20_000, until: 30_000 },
      { from: 30_000, until: 35_000 },
      { from: 50_000, until: 60_000 },
      { from: 70_000, until: 71_000 },
    ]);
  });
});
