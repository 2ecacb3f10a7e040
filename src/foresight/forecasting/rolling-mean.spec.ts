import { RollingMean } from './rolling-mean.js';

describe('The rolling mean', () => {
  it('is that of the last values', () => {
    const mean = new RollingMean(3);
    for (const value of [100, 1, 2, 6]) mean.add(value);
    expect([mean.length, mean.mean]).toEqual([3, 3]);
  });

  it('leaves no rounding errors of large values behind', () => {
    const mean = new RollingMean(3);
    for (const value of [1e17, 1, 2, 3, 1, 2, 3]) mean.add(value);
    expect(mean.mean).toBe(2);
  });
});
