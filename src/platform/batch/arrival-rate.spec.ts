import { ArrivalRate } from './arrival-rate.js';

describe('The rate of arrivals', () => {
  const after = (arrivals: readonly number[], now: number): number => {
    const rate = new ArrivalRate();
    for (const at of arrivals) rate.add(at);
    return rate.perSecond(now);
  };

  it('is that of the last whole window', () => {
    const each10Ms = Array.from({ length: 40 }, (_, index) => index * 10);
    expect(after(each10Ms, 399)).toBe(100);
  });

  it('is zero at first, and after a pause', () => {
    expect(after([], 5)).toBe(0);
    expect(after([1, 2, 3], 100)).toBe(0);
    expect(after([1, 2, 3], 1000)).toBe(0);
  });
});
