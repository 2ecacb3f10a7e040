import * as fc from 'fast-check';
import { gapBefore, gapToleranceMs } from './gap.js';

const LEASE_MS = 60_000;
const toleranceMs = gapToleranceMs(LEASE_MS);

describe('A recording', () => {
  it.each([
    ['on time reveals nothing', { lastSeen: 0, now: 1000 }, undefined],
    ['a little late reveals nothing', { lastSeen: 0, now: toleranceMs }, undefined],
    ['too late reveals a gap', { lastSeen: 0, now: toleranceMs + 1 }, { from: 0, until: toleranceMs + 1 }],
    ['after a refusal reveals a gap', { lastSeen: 0, now: 1000, refused: true }, { from: 0, until: 1000 }],
    ['after the clock went back reveals one', { lastSeen: 5000, now: 1000 }, { from: 1000, until: 1000 }],
  ])('%s', (_what, recording, gap) => {
    expect(gapBefore({ refused: false, toleranceMs, ...recording })).toEqual(gap);
  });

  it.each([
    [3000, 2500],
    [60_000, 3000],
    [300_000, 10_000],
  ])('of a lease of %d ms may be %d ms late', (leaseMs, tolerance) => {
    expect(gapToleranceMs(leaseMs)).toBe(tolerance);
  });
});

/** What happens to the service, one after the other. */
type Event =
  | { readonly kind: 'up'; readonly ms: number }
  | { readonly kind: 'away'; readonly ms: number }
  | { readonly kind: 'jump'; readonly ms: number };

interface Life {
  readonly events: readonly Event[];
  readonly beatMs: number;
  readonly sweepMs: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  events: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('up' as const), ms: fc.integer({ min: 500, max: 200_000 }) }),
      fc.record({ kind: fc.constant('away' as const), ms: fc.integer({ min: 100, max: 500_000 }) }),
      fc.record({ kind: fc.constant('jump' as const), ms: fc.integer({ min: -4_000_000, max: 4_000_000 }) }),
    ),
    { minLength: 1, maxLength: 20 },
  ),
  beatMs: fc.integer({ min: 1000, max: LEASE_MS / 3 }),
  sweepMs: fc.integer({ min: 500, max: 30_000 }),
});

/**
 * Lives through the events in steps of 100 ms. A worker beats whenever it is time and the service is there; the service
 * records itself every second, and sweeps, recording itself first.
 * @returns whether any sweep found the lease of the worker over
 */
function isBlamed({ events, beatMs, sweepMs }: Life, beatsUntil = Infinity): boolean {
  let clock = 0;
  let real = 0;
  let seen = 0;
  let gapUntil = -Infinity;
  let lastBeat = 0;
  const due = { beat: beatMs, record: 1000, sweep: sweepMs };
  const record = (): void => {
    const gap = gapBefore({ lastSeen: seen, now: clock, refused: false, toleranceMs });
    if (gap !== undefined) gapUntil = gap.until;
    seen = clock;
  };
  for (const { kind, ms } of events) {
    if (kind === 'jump') clock += ms;
    else
      for (let step = 0; step < ms; step += 100) {
        clock += 100;
        real += 100;
        if (kind === 'away') continue;
        // Whatever was due while the service was away comes at once, the sweep before all others: the worst order.
        if (real >= due.sweep) {
          record();
          if (lastBeat > clock) lastBeat = clock;
          if (clock - Math.max(lastBeat, gapUntil) > LEASE_MS) return true;
          due.sweep = real + sweepMs;
        }
        if (real >= due.record) {
          record();
          due.record = real + 1000;
        }
        if (real >= due.beat) {
          if (real < beatsUntil) lastBeat = clock;
          due.beat = real + beatMs;
        }
      }
  }
  return false;
}

describe('Whatever happens to the service', () => {
  it('a worker that beats whenever it can is never blamed', () => {
    fc.assert(
      fc.property(life, (each) => expect(isBlamed(each)).toBe(false)),
      { numRuns: 500 },
    );
  });

  it('a dead worker is found, a lease after the last of it', () => {
    const after = { kind: 'up', ms: 200_000 } as const;
    fc.assert(
      fc.property(life, ({ events, ...rest }) =>
        expect(isBlamed({ ...rest, events: [...events, after] }, 0)).toBe(true),
      ),
      { numRuns: 500 },
    );
  });
});
