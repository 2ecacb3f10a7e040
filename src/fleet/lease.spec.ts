import { fc } from '../../test/support/chances.js';
import {
  firstIntervalSeconds,
  largestIntervalSeconds,
  leaseExpiresAt,
  longestAnswerSeconds,
  nextIntervalSeconds,
  type IntervalRules,
} from './lease.js';

describe('A lease', () => {
  it('ends when the timeout has passed since it was renewed', () => {
    expect(leaseExpiresAt('2030-01-01T00:00:00.250Z', 300_000)).toBe('2030-01-01T00:05:00.250Z');
  });

  it('does not exist for a worker that was never present', () => {
    expect(leaseExpiresAt(null, 300_000)).toBeNull();
  });
});

describe('The interval between heartbeats', () => {
  it.each([
    [30, 0, 300_000, 30],
    [30, 270_750, 300_000, 30],
    [30, 451_250, 300_000, 50],
    [30, 2_000_000, 300_000, 100],
    [30, 0, 60_000, 20],
    [101, 0, 300_000, 100],
  ])(
    'set to %d s, is for %d workers with a timeout of %d ms up to %d s',
    (setSeconds, workers, leaseMs, seconds) => {
      expect(largestIntervalSeconds({ setSeconds, leaseMs, maxPerSecond: 10_000 }, workers)).toBeCloseTo(
        seconds,
        9,
      );
    },
  );

  const rules: fc.Arbitrary<IntervalRules> = fc.record({
    setSeconds: fc.double({ min: 0.05, max: 86_400, noNaN: true }),
    maxPerSecond: fc.integer({ min: 1, max: 10_000_000 }),
    leaseMs: fc.integer({ min: 1000, max: 86_400_000 }),
  });
  const chance = fc.double({ min: 0, max: 1, noNaN: true });

  it('never exceeds a third of the timeout, whatever the fleet', () => {
    fc.assert(
      fc.property(rules, fc.nat(10_000_000), chance, (given, workers, drawn) => {
        const largest = largestIntervalSeconds(given, workers);
        const longest = longestAnswerSeconds(given, workers);
        const first = firstIntervalSeconds(given, workers, drawn);
        expect(largest).toBeLessThanOrEqual(given.leaseMs / 3000);
        expect(longest).toBeLessThanOrEqual(largest * 0.95);
        expect(first).toBeLessThanOrEqual(longest);
        expect(first).toBeGreaterThanOrEqual(longest / 2 - 0.001);
      }),
    );
  });

  it('is on average so long that a large fleet sends as many heartbeats as the setting allows', () => {
    const largest = largestIntervalSeconds(
      { setSeconds: 30, leaseMs: 600_000, maxPerSecond: 10_000 },
      1_000_000,
    );
    const mean =
      [0, 0.25, 0.5, 0.75, 1].reduce((sum, each) => sum + nextIntervalSeconds(largest, each), 0) / 5;
    expect(1_000_000 / mean).toBeCloseTo(10_000, -1);
  });
});
