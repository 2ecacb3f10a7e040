import { Lag } from './lag.js';

describe('The lag of an instance', () => {
  it('is zero while its ticks are in time', () => {
    const lag = new Lag(1000, 0);
    for (let now = 1000; now <= 20_000; now += 1010) lag.tick(now);
    expect(lag.ms(20_500)).toBe(0);
  });

  it('grows while a tick is overdue, and is remembered for ten ticks', () => {
    const lag = new Lag(1000, 0);
    expect(lag.ms(9000)).toBe(8000);
    lag.tick(9000);
    for (let tick = 1; tick < 10; tick += 1) lag.tick(9000 + tick * 1000);
    expect(lag.ms(18_000)).toBe(8000);
    lag.tick(19_000);
    expect(lag.ms(19_000)).toBe(0);
  });
});
