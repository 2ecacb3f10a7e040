import { emptyZone, minutesUntil, nowLine } from './capacity.js';

const NOW = Date.parse('2026-02-02T08:32:10Z');

describe('The time of `capacity --at`', () => {
  it.each([
    ['2026-02-02T09:00:00Z', '25'],
    ['2026-02-02T09:00:01Z', '30'],
    ['2026-02-02T08:33:00Z', '5'],
    ['2026-02-09T08:32:10Z', '10080'],
  ])('%s selects the step that ends then, or the next one', (at, minutes) => {
    expect(minutesUntil(at, NOW)).toBe(minutes);
  });

  it.each([
    ['2020-01-01T00:00:00Z', '--at 2020-01-01 00:00 UTC is in the past'],
    ['2026-02-10T08:33:00Z', '--at 2026-02-10 08:33 UTC is more than 7 days ahead'],
  ])('%s is refused', (at, message) => {
    expect(() => minutesUntil(at, NOW)).toThrow(message);
  });
});

describe('The slots now', () => {
  it('are counted in words', () => {
    const now = { used: 1, usable: 8, free: 7, workers: 1 };
    expect(nowLine(now)).toBe('Now: 1 of 8 slots used, 7 free, 1 worker');
    expect(nowLine({ ...now, usable: 1, free: 0, workers: 2 })).toBe(
      'Now: 1 of 1 slot used, 0 free, 2 workers',
    );
  });
});

describe('A zone of `capacity --zone`', () => {
  const answer = (zone: string | null, ...zones: (string | null)[]) => ({
    zone,
    now: { zones: zones.map((each) => ({ zone: each })) },
  });

  it('that has no workers is named, beside those that have some', () => {
    expect(emptyZone(answer('eu1', 'eu-1', null, 'eu-2'))).toBe(
      'Zone "eu1" has no workers; zones with workers: eu-1, eu-2',
    );
    expect(emptyZone(answer('eu1'))).toBe('Zone "eu1" has no workers; no zone has any');
    expect(emptyZone(answer('eu-1', 'eu-1'))).toBeUndefined();
    expect(emptyZone(answer(null))).toBeUndefined();
  });
});
