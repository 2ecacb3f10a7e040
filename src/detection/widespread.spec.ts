import { widespreadLateness } from './widespread.js';

const rules = { enabled: true, thresholdPercent: 55, minWorkers: 5 };
const zone = (name: string | null, present: number, suspect: number, failed = 0) => ({
  zone: name,
  present,
  failed,
  suspect,
});
const calm = zone('', 1000, 0);

describe('Widespread lateness', () => {
  it('begins in a zone at half the threshold of its guard', () => {
    expect(widespreadLateness(calm, [zone('a', 200, 54), zone('b', 200, 55)], rules).zones).toEqual(['b']);
  });

  it('needs as many workers as the guard, and does not count failed ones', () => {
    const zones = [zone('a', 4, 4), zone(null, 5, 5), zone('c', 100, 10, 70)];
    expect(widespreadLateness(calm, zones, rules).zones).toEqual(['', 'c']);
  });

  it('of the fleet is judged in the same way', () => {
    const fleet = [zone('', 100, 27), zone('', 100, 28)];
    expect(fleet.map((each) => widespreadLateness(each, [], rules).fleet)).toEqual([false, true]);
  });

  it('does not exist without guards', () => {
    const all = widespreadLateness(zone('', 9, 9), [zone('a', 9, 9)], { ...rules, enabled: false });
    expect(all).toEqual({ fleet: false, zones: [] });
  });
});
