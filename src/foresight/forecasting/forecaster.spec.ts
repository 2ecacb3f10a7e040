import { Forecaster } from './forecaster.js';
import { SeasonalNaive } from './seasonal.js';
import { LastValue } from './smoothing.js';

const CALENDAR = { day: 24, week: 168 };
const observing = (values: readonly number[], horizons = [1, 6]): Forecaster => {
  const forecaster = new Forecaster(CALENDAR, horizons);
  for (const value of values) forecaster.observe(value);
  return forecaster;
};
const series = (length: number, at: (step: number) => number): number[] =>
  Array.from({ length }, (_, step) => at(step));
/** A day of its own: low at night, and a peak at noon. */
const daily = (step: number): number => (step % 24 === 12 ? 40 : 10);

describe('The forecaster', () => {
  it('repeats the last value while no method has a record', () => {
    const forecaster = observing([3, 5]);
    expect(forecaster.forecast(6)).toEqual({
      p50: 5,
      p95: 5,
      method: 'last',
      error: null,
      coverage: null,
      scored: 0,
      recorded: false,
    });
  });

  it('has no forecast before the first value', () => {
    expect(new Forecaster(CALENDAR, [1]).forecast(1).p50).toBeNaN();
  });

  it('forecasts the peak of the day', () => {
    // The last step is 6 o'clock of the 15th day: the peak is 6 steps ahead.
    const { p50, p95, error, coverage } = observing(series(14 * 24 + 7, daily)).forecast(6);
    expect([p50, p95].map(Math.round)).toEqual([40, 40]);
    expect(error).toBeLessThan(5);
    expect(coverage).toBeGreaterThan(0.9);
  });

  it('adds its own past errors to the p95', () => {
    // Steps alternate between 10 and 20: the best guess of most methods is between them, and 20 is never exceeded.
    const { p95 } = observing(series(400, (step) => [10, 20, 20, 10, 20][step % 5]!)).forecast(1);
    expect(p95).toBeGreaterThanOrEqual(20);
    expect(p95).toBeLessThan(32);
  });

  it('changes to the method with the smallest recent error', () => {
    // Days that repeat themselves, then a ramp on which the last value is nearer than yesterday's.
    const forecaster = new Forecaster(
      CALENDAR,
      [1],
      [new LastValue(), new SeasonalNaive('day-ago', CALENDAR.day)],
    );
    for (let step = 0; step < 800; step += 1) forecaster.observe(daily(step));
    expect(forecaster.forecast(1).method).toBe('day-ago');
    for (let step = 800; step < 1400; step += 1) forecaster.observe(step);
    expect(forecaster.forecast(1)).toMatchObject({ method: 'last', p50: 1400, p95: 1400 });
  });

  it('skips steps without a figure', () => {
    const gaps = series(14 * 24 + 7, (step) => (step % 50 === 7 ? NaN : daily(step)));
    const forecaster = observing(gaps);
    expect(forecaster.forecast(6).p50).toBeCloseTo(40);
    expect(forecaster.points).toBe(gaps.filter((value) => !Number.isNaN(value)).length);
  });

  it('uses the next longer horizon for one in between', () => {
    const forecaster = observing(series(14 * 24 + 7, daily));
    expect(forecaster.forecast(5).p50).toBe(10);
    expect(forecaster.forecast(6).p50).toBe(40);
  });

  it('learns from old values without recording errors', () => {
    const forecaster = new Forecaster(CALENDAR, [1]);
    for (const value of series(200, daily)) forecaster.learn(value);
    expect(forecaster.forecast(1)).toMatchObject({ method: 'last', scored: 0 });
    expect(forecaster.points).toBe(200);
  });
});
