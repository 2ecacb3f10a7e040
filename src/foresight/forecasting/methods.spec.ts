import type { Method } from './method.js';
import { HoltWintersDay, HourOfWeek, SeasonalNaive } from './seasonal.js';
import { DampedTrend, ExponentialSmoothing, LastValue } from './smoothing.js';

const after = (method: Method, values: readonly number[]): Method => {
  for (const value of values) method.observe(value);
  return method;
};
const repeated = (values: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => values).flat();

describe('A method', () => {
  it('last: repeats the last value that is known', () => {
    expect(after(new LastValue(), [4, 7, NaN]).predict(9)).toBe(7);
  });

  it('smoothing: moves by its share of each difference', () => {
    // 10 → 10 + 0.5 × (20 − 10) = 15 → 15 + 0.5 × (5 − 15) = 10
    expect(after(new ExponentialSmoothing(0.5), [10, 20, 5]).predict(3)).toBe(10);
  });

  it('damped trend: continues a trend that halves with each step', () => {
    // With alpha and beta of 1, the level is the last value and the trend the last difference: 12 + 2 × (½ + ¼).
    expect(after(new DampedTrend(1, 1, 0.5), [10, 12]).predict(2)).toBe(13.5);
  });

  it('damped trend: fades while no values arrive', () => {
    const method = after(new DampedTrend(1, 1, 0.5), [10, 12, NaN]);
    expect([method.predict(1), method.predict(200)]).toEqual([13.5, 14]);
  });

  it('day ago: repeats the day, also for several days ahead', () => {
    const method = after(new SeasonalNaive('day-ago', 4), [9, 9, 1, 2, 3, 4]);
    expect([1, 2, 4, 5, 9].map((steps) => method.predict(steps))).toEqual([1, 2, 4, 1, 1]);
  });

  it('day ago: has no forecast for a step that is missing or not yet a day ago', () => {
    const method = after(new SeasonalNaive('day-ago', 3), [1, NaN]);
    expect([1, 2, 3].map((steps) => method.predict(steps))).toEqual([NaN, 1, NaN]);
  });

  it('Holt-Winters: learns the shape of the day and its level', () => {
    const method = after(new HoltWintersDay({ day: 4, week: 28 }, 0.2, 0.3), repeated([1, 2, 9, 2], 100));
    expect(method.predict(1)).toBeCloseTo(1, 1);
    expect(method.predict(3)).toBeCloseTo(9, 1);
  });

  it("hour of week: shifts the usual value to today's level", () => {
    const usual = repeated([1, 2, 9, 2], 30);
    const method = after(new HourOfWeek('hour-of-week', 4, 1, 0.3, 0.5), usual);
    expect(method.predict(3)).toBeCloseTo(9);
    // A step of 11 where 1 is usual: half of the difference is added to what follows.
    method.observe(11);
    expect(method.predict(2)).toBeCloseTo(9 + 5);
  });

  it('hour of week: interpolates between the middles of two hours', () => {
    const method = after(new HourOfWeek('hour-of-week', 4, 2, 1, 0.0001), repeated([0, 0, 8, 8], 50));
    expect(method.predict(2)).toBeCloseTo(2, 0);
    expect(method.predict(3)).toBeCloseTo(6, 0);
  });
});
