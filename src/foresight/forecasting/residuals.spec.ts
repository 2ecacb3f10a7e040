import { Residuals } from './residuals.js';

const of = (size: number, values: readonly number[]): Residuals => {
  const residuals = new Residuals(size);
  for (const value of values) residuals.add(value);
  return residuals;
};

describe('Residuals', () => {
  it('return the (n + 1)p-th smallest one, and a value between two', () => {
    const residuals = of(100, [7, 3, 9, 1, 5, 2, 8, 4, 6]);
    expect([0.1, 0.25, 0.5, 0.9].map((p) => residuals.quantile(p))).toEqual([1, 2.5, 5, 9]);
  });

  it('return the largest one for a quantile that needs more residuals', () => {
    expect(of(100, [1, 2, 3]).quantile(0.95)).toBe(3);
  });

  it('forget the oldest ones', () => {
    const residuals = of(3, [100, -100, 1, 2, 2]);
    expect([residuals.length, residuals.quantile(0.01), residuals.quantile(0.5)]).toEqual([3, 1, 2]);
  });
});
