import { pauseMs } from './backoff.js';

describe('The pause between attempts', () => {
  const bounds = { firstMs: 500, longestMs: 30_000 };
  const atMost = (failures: number) => pauseMs(failures, bounds, 1);

  it('has an upper bound that doubles with each failure, up to the longest pause', () => {
    expect([1, 2, 3, 7, 8, 1000].map(atMost)).toEqual([500, 1000, 2000, 30_000, 30_000, 30_000]);
  });

  it('is chosen at random between zero and that bound', () => {
    expect([0, 0.5].map((random) => pauseMs(3, bounds, random))).toEqual([0, 1000]);
  });
});
