import { PoolForecast } from './pool-forecast.js';

const row = (step: number, used: number, samples = 1) => ({ step, used, peak: used, unmet: 0, samples });

describe('The forecast of a pool', () => {
  it('learns only from steps with counts, in order, once each', async () => {
    const forecast = new PoolForecast();
    await forecast.observeSteps([row(100, 4), row(101, 0, 0), row(102, 6)]);
    await forecast.observeSteps([row(102, 9), row(104, 7)]);
    expect([forecast.points, forecast.lastStep]).toEqual([3, 104]);
    expect(forecast.forecastAt(105)).toMatchObject({ p50: 7, p95: 7, method: 'last' });
  });

  it('is fresh while the last step ended recently', async () => {
    const forecast = new PoolForecast();
    expect(forecast.isFresh(0)).toBe(false);
    await forecast.observeSteps([row(100, 4)]);
    expect([103, 104].map((now) => forecast.isFresh(now))).toEqual([true, false]);
  });

  it('names hours of the week from Monday', async () => {
    const forecast = new PoolForecast();
    // 1970-01-05 was a Monday: its first hour begins with step 4 × 288.
    await forecast.observeSteps([row(4 * 288, 90), row(4 * 288 + 24, 30)]);
    expect(forecast.listShortages(40)).toEqual([{ hour: 0, slots: 50 }]);
    expect(forecast.listShortages(29)).toEqual([
      { hour: 0, slots: 61 },
      { hour: 2, slots: 1 },
    ]);
  });

  it('lowers the peak of an hour once a week, not with each step', async () => {
    const forecast = new PoolForecast();
    const monday = 4 * 288;
    await forecast.observeSteps([row(monday, 90), row(monday + 1, 10), row(monday + 2, 10)]);
    expect(forecast.listShortages(0)).toEqual([{ hour: 0, slots: 90 }]);
    // A week later the peak is 40: 90 − 0.2 × 50.
    await forecast.observeSteps([row(monday + 2016, 40), row(monday + 2017, 10)]);
    expect(forecast.listShortages(0)).toEqual([{ hour: 0, slots: 80 }]);
  });

  it('never forecasts fewer than no slots', async () => {
    const forecast = new PoolForecast();
    await forecast.observeSteps(Array.from({ length: 900 }, (_, step) => row(step, Math.max(0, 30 - step))));
    expect(forecast.forecastAt(930).p50).toBe(0);
  });
});
