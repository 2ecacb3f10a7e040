import { percentage } from './percentage.js';

describe('A percentage', () => {
  it.each([
    [0, 3, 0],
    [1, 3, 33.33],
    [2, 3, 66.67],
    [3, 3, 100],
    [5, 4, 125],
    [99_999, 100_000, 99.99],
    [7, 100, 7],
  ])('of %d in %d is %d', (part, whole, shown) => {
    expect(percentage(part, whole)).toBe(shown);
  });
});
